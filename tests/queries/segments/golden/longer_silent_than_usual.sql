WITH measured_1 AS (
  SELECT
    ranked.user_no AS user_no,
    DATE_DIFF('DAY', CAST(MAX(ranked.event_day) AS DATE), CAST('2025-03-10' AS DATE)) / NULLIF(
      (
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
        )
      ),
      0
    ) AS value_1,
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
    ) AS value_2
  FROM (
    SELECT
      given.user_no AS user_no,
      given.measured AS measured,
      given.event_day AS event_day,
      ROW_NUMBER() OVER (PARTITION BY given.user_no ORDER BY given.measured) AS place,
      COUNT(given.measured) OVER (PARTITION BY given.user_no) AS known
    FROM (
      SELECT
        days.user_no AS user_no,
        days.event_day AS event_day,
        ROW_NUMBER() OVER (PARTITION BY days.user_no ORDER BY days.event_day) AS number,
        CASE
          WHEN ROW_NUMBER() OVER (PARTITION BY days.user_no ORDER BY days.event_day) > 1
          THEN DATE_DIFF(
            'DAY',
            CAST(LAG(days.event_day) OVER (PARTITION BY days.user_no ORDER BY days.event_day) AS DATE),
            CAST(days.event_day AS DATE)
          )
        END AS measured
      FROM (
        SELECT
          orders.user_no AS user_no,
          orders.ordered_date AS event_day
        FROM orders
        WHERE
          NOT orders.user_no IS NULL
          AND orders.counted_until >= CAST('2025-03-10' AS DATE)
          AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
        GROUP BY
          orders.user_no,
          orders.ordered_date
      ) AS days
    ) AS given
  ) AS ranked
  GROUP BY
    ranked.user_no
), measured_2 AS (
  SELECT
    orders.user_no AS user_no,
    DATE_DIFF(
      'DAY',
      CAST(MIN(orders.ordered_date) AS DATE),
      CAST(MAX(orders.ordered_date) AS DATE)
    ) / NULLIF((
      COUNT(DISTINCT orders.ordered_date) - 1
    ), 0) AS value_1
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.counted_until >= CAST('2025-03-10' AS DATE)
    AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    orders.user_no
)
SELECT
  users.user_no AS user_no
FROM users
LEFT JOIN measured_1
  ON users.user_no = measured_1.user_no
LEFT JOIN measured_2
  ON users.user_no = measured_2.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    measured_1.value_1 >= 2
    OR measured_1.value_2 BETWEEN 1 AND 20
    OR measured_2.value_1 < 3
  )
