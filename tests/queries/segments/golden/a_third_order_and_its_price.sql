WITH measured_1 AS (
  SELECT
    orders.user_no AS user_no,
    COUNT(*) AS value_1
  FROM orders
  LEFT JOIN (
    SELECT
      orders.order_id AS order_id,
      ROW_NUMBER() OVER (PARTITION BY orders.user_no ORDER BY orders.ordered_at ASC, orders.order_id ASC) AS order_number,
      ROW_NUMBER() OVER (PARTITION BY orders.user_no ORDER BY orders.ordered_at DESC, orders.order_id DESC) AS order_number_from_last,
      DENSE_RANK() OVER (PARTITION BY orders.user_no ORDER BY orders.ordered_date ASC) AS purchase_number
    FROM orders
    WHERE
      NOT orders.user_no IS NULL
      AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
      AND orders.counted_until >= CAST('2025-03-10' AS DATE)
  ) AS order_numbers
    ON orders.order_id = order_numbers.order_id
  WHERE
    NOT orders.user_no IS NULL
    AND orders.counted_until >= CAST('2025-03-10' AS DATE)
    AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
    AND order_numbers.order_number = 3
    AND REGEXP_MATCHES(orders.channel, '(?i)\A(?:APP)\z')
    AND FLOOR(
      (
        (
          EXTRACT(hour FROM orders.ordered_at) * 60 + EXTRACT(minute FROM orders.ordered_at) + 480 + 1440
        ) % 1440
      ) / 60
    ) BETWEEN 0 AND 12
    AND (
      (
        (
          DATE_DIFF('DAY', CAST('1970-01-05' AS DATE), CAST(orders.ordered_date AS DATE)) % 7
        ) + 7
      ) % 7
    ) + 1 IN (1, 2, 3, 4, 5)
  GROUP BY
    orders.user_no
), measured_2 AS (
  SELECT
    ranked.user_no AS user_no,
    CAST(SUM(
      CASE
        WHEN ranked.place * 2 BETWEEN ranked.known AND ranked.known + 2
        THEN ranked.measured
      END
    ) AS BIGINT) / NULLIF(
      COUNT(
        CASE
          WHEN ranked.place * 2 BETWEEN ranked.known AND ranked.known + 2
          THEN ranked.measured
        END
      ),
      0
    ) AS value_1,
    MIN(CASE WHEN ranked.place * 100 >= ranked.known * 90 THEN ranked.measured END) AS value_2
  FROM (
    SELECT
      given.user_no AS user_no,
      given.measured AS measured,
      ROW_NUMBER() OVER (PARTITION BY given.user_no ORDER BY given.measured) AS place,
      COUNT(given.measured) OVER (PARTITION BY given.user_no) AS known
    FROM (
      SELECT
        orders.user_no AS user_no,
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
        END AS measured
      FROM orders
      WHERE
        NOT orders.user_no IS NULL
        AND orders.counted_until >= CAST('2025-03-10' AS DATE)
        AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
        AND NOT CASE
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
        END IS NULL
    ) AS given
  ) AS ranked
  GROUP BY
    ranked.user_no
), measured_3 AS (
  SELECT
    numbered.user_no AS user_no,
    numbered.measured AS value_1
  FROM (
    SELECT
      counted.user_no AS user_no,
      counted.measured AS measured,
      ROW_NUMBER() OVER (
        PARTITION BY counted.user_no
        ORDER BY counted.times DESC, counted.last_day DESC, counted.measured
      ) AS number
    FROM (
      SELECT
        orders.user_no AS user_no,
        orders.channel AS measured,
        COUNT(*) AS times,
        MAX(orders.ordered_date) AS last_day
      FROM orders
      WHERE
        NOT orders.user_no IS NULL
        AND orders.counted_until >= CAST('2025-03-10' AS DATE)
        AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
        AND NOT orders.channel IS NULL
      GROUP BY
        orders.user_no,
        orders.channel
    ) AS counted
  ) AS numbered
  WHERE
    numbered.number = 1
)
SELECT
  users.user_no AS user_no
FROM users
LEFT JOIN measured_1
  ON users.user_no = measured_1.user_no
LEFT JOIN measured_2
  ON users.user_no = measured_2.user_no
LEFT JOIN measured_3
  ON users.user_no = measured_3.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    COALESCE(measured_1.value_1, 0) >= 1
    AND measured_2.value_1 > 499
    AND measured_2.value_2 <= 5000
    AND measured_3.value_1 IN ('app', 'store')
  )
