WITH standing_1 AS (
  SELECT
    ranked.user_no AS user_no,
    (
      ranked.place - 1
    ) * 100 / NULLIF(ranked.everyone, 0) AS value_1
  FROM (
    SELECT
      given.user_no AS user_no,
      COUNT(*) OVER () AS everyone,
      RANK() OVER (ORDER BY given.value DESC) AS place
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
          AND orders.ordered_date >= CAST('2025-02-01' AS DATE)
          AND orders.ordered_date <= CAST('2025-02-28' AS DATE)
        GROUP BY
          orders.user_no
      )
      SELECT
        users.user_no AS user_no,
        COALESCE(measured_1.value_1, 0) AS value
      FROM users
      LEFT JOIN measured_1
        ON users.user_no = measured_1.user_no
      WHERE
        users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
    ) AS given
    WHERE
      NOT given.value IS NULL
  ) AS ranked
), standing_2 AS (
  SELECT
    ranked.user_no AS user_no,
    ranked.value - ranked.total / NULLIF(ranked.everyone, 0) AS value_1
  FROM (
    SELECT
      given.user_no AS user_no,
      COUNT(*) OVER () AS everyone,
      given.value AS value,
      CAST(SUM(given.value) OVER () AS BIGINT) AS total
    FROM (
      SELECT
        whole.user_no AS user_no,
        FLOOR(whole.value * 1000) AS value
      FROM (
        WITH measured_1 AS (
          SELECT
            orders.user_no AS user_no,
            COUNT(*) AS value_1
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
          COALESCE(measured_1.value_1, 0) AS value
        FROM users
        LEFT JOIN measured_1
          ON users.user_no = measured_1.user_no
        WHERE
          users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
      ) AS whole
    ) AS given
    WHERE
      NOT given.value IS NULL
  ) AS ranked
), standing_3 AS (
  SELECT
    ranked.user_no AS user_no,
    (
      ranked.place - 1
    ) * 100 / NULLIF(ranked.everyone, 0) AS value_1
  FROM (
    SELECT
      given.user_no AS user_no,
      COUNT(*) OVER () AS everyone,
      RANK() OVER (ORDER BY given.value ASC) AS place
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
          ) AS BIGINT) / NULLIF(COUNT(*), 0) AS value_1
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
        measured_1.value_1 AS value
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
  users.user_no AS user_no
FROM users
LEFT JOIN standing_1
  ON users.user_no = standing_1.user_no
LEFT JOIN standing_2
  ON users.user_no = standing_2.user_no
LEFT JOIN standing_3
  ON users.user_no = standing_3.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    standing_1.value_1 < 20
    AND standing_2.value_1 > 0
    AND standing_3.value_1 BETWEEN 50 AND 90
  )
