SELECT
  placed.user_no AS user_no
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
  ), standing_1 AS (
    SELECT
      ranked.user_no AS user_no,
      ranked.place AS value_1
    FROM (
      SELECT
        given.user_no AS user_no,
        COUNT(*) OVER (PARTITION BY given.part) AS everyone,
        RANK() OVER (PARTITION BY given.part ORDER BY given.value DESC) AS place
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
          COALESCE(measured_1.value_1, 0) AS value,
          users.tier AS part
        FROM users
        LEFT JOIN measured_1
          ON users.user_no = measured_1.user_no
        WHERE
          users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
      ) AS given
      WHERE
        NOT given.value IS NULL
    ) AS ranked
  )
  SELECT
    users.user_no AS user_no,
    ROW_NUMBER() OVER (
      PARTITION BY users.city
      ORDER BY COALESCE(measured_1.value_1, 0) DESC, MD5(':' || users.user_id) ASC, users.user_id ASC
    ) AS place
  FROM users
  LEFT JOIN measured_1
    ON users.user_no = measured_1.user_no
  LEFT JOIN standing_1
    ON users.user_no = standing_1.user_no
  WHERE
    (
      users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
    )
    AND standing_1.value_1 <= 10
) AS placed
WHERE
  placed.place <= 3
