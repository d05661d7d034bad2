WITH segment_1 AS (
  WITH measured_1 AS (
    SELECT
      orders.user_no AS user_no,
      COUNT(*) AS value_1
    FROM orders
    WHERE
      NOT orders.user_no IS NULL
      AND orders.counted_until >= CAST('2025-03-10' AS DATE)
      AND orders.ordered_date >= CAST('2025-02-09' AS DATE)
      AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
    GROUP BY
      orders.user_no
  )
  SELECT
    users.user_no AS user_no,
    1 AS value_1
  FROM users
  LEFT JOIN measured_1
    ON users.user_no = measured_1.user_no
  WHERE
    (
      users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
    )
    AND COALESCE(measured_1.value_1, 0) >= 1
), segment_2 AS (
  SELECT
    placed.user_no AS user_no,
    1 AS value_1
  FROM (
    WITH measured_1 AS (
      SELECT
        orders.user_no AS user_no,
        CAST(SUM(
          CASE
            WHEN orders.paid_cents >= CASE
              WHEN orders.refunded_date <= CAST('2025-03-10' AS DATE)
              THEN orders.refunded_cents
              ELSE 0
            END
            THEN orders.paid_cents - CASE
              WHEN orders.refunded_date <= CAST('2025-03-10' AS DATE)
              THEN orders.refunded_cents
              ELSE 0
            END
            ELSE 0
          END
        ) AS BIGINT) AS value_1
      FROM orders
      WHERE
        NOT orders.user_no IS NULL
        AND orders.counted_until >= CAST('2025-03-10' AS DATE)
        AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
      GROUP BY
        orders.user_no
    )
    SELECT
      users.user_no AS user_no,
      ROW_NUMBER() OVER (
        PARTITION BY users.tier
        ORDER BY COALESCE(measured_1.value_1, 0) DESC, MD5(':' || users.user_id) ASC, users.user_id ASC
      ) AS place
    FROM users
    LEFT JOIN measured_1
      ON users.user_no = measured_1.user_no
    WHERE
      (
        users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
      )
      AND NOT COALESCE(users.city = '上海', FALSE)
  ) AS placed
  WHERE
    placed.place <= 4
), segment_3 AS (
  WITH segment_1 AS (
    WITH measured_1 AS (
      SELECT
        orders.user_no AS user_no,
        COUNT(*) AS value_1
      FROM orders
      WHERE
        NOT orders.user_no IS NULL
        AND orders.counted_until >= CAST('2025-03-10' AS DATE)
        AND orders.ordered_date >= CAST('2025-02-09' AS DATE)
        AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
      GROUP BY
        orders.user_no
    )
    SELECT
      users.user_no AS user_no,
      1 AS value_1
    FROM users
    LEFT JOIN measured_1
      ON users.user_no = measured_1.user_no
    WHERE
      (
        users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
      )
      AND COALESCE(measured_1.value_1, 0) >= 1
  ), segment_2 AS (
    SELECT
      placed.user_no AS user_no,
      1 AS value_1
    FROM (
      WITH measured_1 AS (
        SELECT
          orders.user_no AS user_no,
          CAST(SUM(
            CASE
              WHEN orders.paid_cents >= CASE
                WHEN orders.refunded_date <= CAST('2025-03-10' AS DATE)
                THEN orders.refunded_cents
                ELSE 0
              END
              THEN orders.paid_cents - CASE
                WHEN orders.refunded_date <= CAST('2025-03-10' AS DATE)
                THEN orders.refunded_cents
                ELSE 0
              END
              ELSE 0
            END
          ) AS BIGINT) AS value_1
        FROM orders
        WHERE
          NOT orders.user_no IS NULL
          AND orders.counted_until >= CAST('2025-03-10' AS DATE)
          AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
        GROUP BY
          orders.user_no
      )
      SELECT
        users.user_no AS user_no,
        ROW_NUMBER() OVER (
          PARTITION BY users.tier
          ORDER BY COALESCE(measured_1.value_1, 0) DESC, MD5(':' || users.user_id) ASC, users.user_id ASC
        ) AS place
      FROM users
      LEFT JOIN measured_1
        ON users.user_no = measured_1.user_no
      WHERE
        (
          users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
        )
        AND NOT COALESCE(users.city = '上海', FALSE)
    ) AS placed
    WHERE
      placed.place <= 4
  ), segment_3 AS (
    SELECT
      placed.user_no AS user_no,
      1 AS value_1
    FROM (
      WITH measured_1 AS (
        SELECT
          orders.user_no AS user_no,
          CAST(SUM(
            CASE
              WHEN orders.paid_cents >= CASE
                WHEN orders.refunded_date <= CAST('2025-03-03' AS DATE)
                THEN orders.refunded_cents
                ELSE 0
              END
              THEN orders.paid_cents - CASE
                WHEN orders.refunded_date <= CAST('2025-03-03' AS DATE)
                THEN orders.refunded_cents
                ELSE 0
              END
              ELSE 0
            END
          ) AS BIGINT) AS value_1
        FROM orders
        WHERE
          NOT orders.user_no IS NULL
          AND orders.counted_until >= CAST('2025-03-03' AS DATE)
          AND orders.ordered_date <= CAST('2025-03-03' AS DATE)
        GROUP BY
          orders.user_no
      )
      SELECT
        users.user_no AS user_no,
        ROW_NUMBER() OVER (
          PARTITION BY users.tier
          ORDER BY COALESCE(measured_1.value_1, 0) DESC, MD5(':' || users.user_id) ASC, users.user_id ASC
        ) AS place
      FROM users
      LEFT JOIN measured_1
        ON users.user_no = measured_1.user_no
      WHERE
        (
          users.is_member AND users.known_date <= CAST('2025-03-03' AS DATE)
        )
        AND NOT COALESCE(users.city = '上海', FALSE)
    ) AS placed
    WHERE
      placed.place <= 4
  )
  SELECT
    users.user_no AS user_no,
    1 AS value_1
  FROM users
  LEFT JOIN segment_1
    ON users.user_no = segment_1.user_no
  LEFT JOIN segment_2
    ON users.user_no = segment_2.user_no
  LEFT JOIN segment_3
    ON users.user_no = segment_3.user_no
  WHERE
    (
      users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
    )
    AND (
      NOT segment_1.value_1 IS NULL
      OR (
        segment_2.value_1 IS NULL AND NOT segment_3.value_1 IS NULL
      )
    )
), segment_4 AS (
  WITH segment_1 AS (
    WITH measured_1 AS (
      SELECT
        orders.user_no AS user_no,
        COUNT(*) AS value_1
      FROM orders
      WHERE
        NOT orders.user_no IS NULL
        AND orders.counted_until >= CAST('2025-02-08' AS DATE)
        AND orders.ordered_date >= CAST('2025-01-10' AS DATE)
        AND orders.ordered_date <= CAST('2025-02-08' AS DATE)
      GROUP BY
        orders.user_no
    )
    SELECT
      users.user_no AS user_no,
      1 AS value_1
    FROM users
    LEFT JOIN measured_1
      ON users.user_no = measured_1.user_no
    WHERE
      (
        users.is_member AND users.known_date <= CAST('2025-02-08' AS DATE)
      )
      AND COALESCE(measured_1.value_1, 0) >= 1
  ), segment_2 AS (
    SELECT
      placed.user_no AS user_no,
      1 AS value_1
    FROM (
      WITH measured_1 AS (
        SELECT
          orders.user_no AS user_no,
          CAST(SUM(
            CASE
              WHEN orders.paid_cents >= CASE
                WHEN orders.refunded_date <= CAST('2025-02-08' AS DATE)
                THEN orders.refunded_cents
                ELSE 0
              END
              THEN orders.paid_cents - CASE
                WHEN orders.refunded_date <= CAST('2025-02-08' AS DATE)
                THEN orders.refunded_cents
                ELSE 0
              END
              ELSE 0
            END
          ) AS BIGINT) AS value_1
        FROM orders
        WHERE
          NOT orders.user_no IS NULL
          AND orders.counted_until >= CAST('2025-02-08' AS DATE)
          AND orders.ordered_date <= CAST('2025-02-08' AS DATE)
        GROUP BY
          orders.user_no
      )
      SELECT
        users.user_no AS user_no,
        ROW_NUMBER() OVER (
          PARTITION BY users.tier
          ORDER BY COALESCE(measured_1.value_1, 0) DESC, MD5(':' || users.user_id) ASC, users.user_id ASC
        ) AS place
      FROM users
      LEFT JOIN measured_1
        ON users.user_no = measured_1.user_no
      WHERE
        (
          users.is_member AND users.known_date <= CAST('2025-02-08' AS DATE)
        )
        AND NOT COALESCE(users.city = '上海', FALSE)
    ) AS placed
    WHERE
      placed.place <= 4
  ), segment_3 AS (
    SELECT
      placed.user_no AS user_no,
      1 AS value_1
    FROM (
      WITH measured_1 AS (
        SELECT
          orders.user_no AS user_no,
          CAST(SUM(
            CASE
              WHEN orders.paid_cents >= CASE
                WHEN orders.refunded_date <= CAST('2025-02-01' AS DATE)
                THEN orders.refunded_cents
                ELSE 0
              END
              THEN orders.paid_cents - CASE
                WHEN orders.refunded_date <= CAST('2025-02-01' AS DATE)
                THEN orders.refunded_cents
                ELSE 0
              END
              ELSE 0
            END
          ) AS BIGINT) AS value_1
        FROM orders
        WHERE
          NOT orders.user_no IS NULL
          AND orders.counted_until >= CAST('2025-02-01' AS DATE)
          AND orders.ordered_date <= CAST('2025-02-01' AS DATE)
        GROUP BY
          orders.user_no
      )
      SELECT
        users.user_no AS user_no,
        ROW_NUMBER() OVER (
          PARTITION BY users.tier
          ORDER BY COALESCE(measured_1.value_1, 0) DESC, MD5(':' || users.user_id) ASC, users.user_id ASC
        ) AS place
      FROM users
      LEFT JOIN measured_1
        ON users.user_no = measured_1.user_no
      WHERE
        (
          users.is_member AND users.known_date <= CAST('2025-02-01' AS DATE)
        )
        AND NOT COALESCE(users.city = '上海', FALSE)
    ) AS placed
    WHERE
      placed.place <= 4
  )
  SELECT
    users.user_no AS user_no,
    1 AS value_1
  FROM users
  LEFT JOIN segment_1
    ON users.user_no = segment_1.user_no
  LEFT JOIN segment_2
    ON users.user_no = segment_2.user_no
  LEFT JOIN segment_3
    ON users.user_no = segment_3.user_no
  WHERE
    (
      users.is_member AND users.known_date <= CAST('2025-02-08' AS DATE)
    )
    AND (
      NOT segment_1.value_1 IS NULL
      OR (
        segment_2.value_1 IS NULL AND NOT segment_3.value_1 IS NULL
      )
    )
), segment_5 AS (
  WITH measured_1 AS (
    SELECT
      orders.user_no AS user_no,
      COUNT(*) AS value_1
    FROM orders
    WHERE
      NOT orders.user_no IS NULL
      AND orders.counted_until >= CAST('2025-03-09' AS DATE)
      AND orders.ordered_date >= CAST('2025-02-08' AS DATE)
      AND orders.ordered_date <= CAST('2025-03-09' AS DATE)
    GROUP BY
      orders.user_no
  )
  SELECT
    users.user_no AS user_no,
    1 AS value_1
  FROM users
  LEFT JOIN measured_1
    ON users.user_no = measured_1.user_no
  WHERE
    (
      users.is_member AND users.known_date <= CAST('2025-03-09' AS DATE)
    )
    AND COALESCE(measured_1.value_1, 0) >= 1
), segment_6 AS (
  WITH measured_1 AS (
    SELECT
      orders.user_no AS user_no,
      COUNT(*) AS value_1
    FROM orders
    WHERE
      NOT orders.user_no IS NULL
      AND orders.counted_until >= CAST('2025-03-08' AS DATE)
      AND orders.ordered_date >= CAST('2025-02-07' AS DATE)
      AND orders.ordered_date <= CAST('2025-03-08' AS DATE)
    GROUP BY
      orders.user_no
  )
  SELECT
    users.user_no AS user_no,
    1 AS value_1
  FROM users
  LEFT JOIN measured_1
    ON users.user_no = measured_1.user_no
  WHERE
    (
      users.is_member AND users.known_date <= CAST('2025-03-08' AS DATE)
    )
    AND COALESCE(measured_1.value_1, 0) >= 1
)
SELECT
  users.user_no AS user_no
FROM users
LEFT JOIN segment_1
  ON users.user_no = segment_1.user_no
LEFT JOIN segment_2
  ON users.user_no = segment_2.user_no
LEFT JOIN segment_3
  ON users.user_no = segment_3.user_no
LEFT JOIN segment_4
  ON users.user_no = segment_4.user_no
LEFT JOIN segment_5
  ON users.user_no = segment_5.user_no
LEFT JOIN segment_6
  ON users.user_no = segment_6.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    (
      NOT segment_1.value_1 IS NULL OR NOT segment_2.value_1 IS NULL
    )
    AND (
      NOT segment_3.value_1 IS NULL AND segment_4.value_1 IS NULL
    )
    AND (
      NOT segment_1.value_1 IS NULL
      AND NOT segment_5.value_1 IS NULL
      AND NOT segment_6.value_1 IS NULL
    )
    AND NOT NOT segment_2.value_1 IS NULL
  )
