WITH measured_1 AS (
  SELECT
    runs.user_no AS user_no,
    MAX(CASE WHEN runs.last_period >= 20146 THEN runs.length END) AS value_1
  FROM (
    SELECT
      numbered.user_no AS user_no,
      COUNT(*) AS length,
      MAX(numbered.period) AS last_period
    FROM (
      SELECT
        reached.user_no AS user_no,
        reached.period AS period,
        reached.period - ROW_NUMBER() OVER (PARTITION BY reached.user_no ORDER BY reached.period) * 7 AS run
      FROM (
        SELECT
          interactions.user_no AS user_no,
          DATE_DIFF('DAY', CAST('1970-01-05' AS DATE), CAST(interactions.occurred_date AS DATE)) - (
            DATE_DIFF('DAY', CAST('1970-01-05' AS DATE), CAST(interactions.occurred_date AS DATE)) % 7
          ) AS period
        FROM interactions
        WHERE
          NOT interactions.user_no IS NULL
          AND interactions.occurred_date <= CAST('2025-03-10' AS DATE)
        GROUP BY
          interactions.user_no,
          DATE_DIFF('DAY', CAST('1970-01-05' AS DATE), CAST(interactions.occurred_date AS DATE)) - (
            DATE_DIFF('DAY', CAST('1970-01-05' AS DATE), CAST(interactions.occurred_date AS DATE)) % 7
          )
        HAVING
          COUNT(*) >= 1
      ) AS reached
    ) AS numbered
    GROUP BY
      numbered.user_no,
      numbered.run
  ) AS runs
  GROUP BY
    runs.user_no
), measured_2 AS (
  SELECT
    orders.user_no AS user_no,
    CASE
      WHEN MAX(orders.ordered_date) >= CAST('2025-02-09' AS DATE)
      THEN CASE
        WHEN MIN(orders.ordered_date) >= CAST('2025-02-09' AS DATE)
        THEN 'started'
        WHEN COUNT(
          CASE
            WHEN orders.ordered_date >= CAST('2025-01-10' AS DATE)
            AND orders.ordered_date < CAST('2025-02-09' AS DATE)
            THEN 1
          END
        ) > 0
        THEN 'kept'
        ELSE 'restarted'
      END
      ELSE CASE
        WHEN MAX(orders.ordered_date) >= CAST('2025-01-10' AS DATE)
        THEN 'stopped'
        ELSE 'gone'
      END
    END AS value_1
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
    COALESCE(measured_1.value_1, 0) >= 2
    AND measured_2.value_1 IN ('kept', 'restarted')
  )
