WITH measure_1 AS (
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
    ) AS BIGINT) AS measured
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.is_counted
    AND (
      orders.refunded_date IS NULL
      OR orders.refunded_date > CAST('2025-03-10' AS DATE)
      OR orders.refunded_cents < orders.paid_cents
    )
    AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    orders.user_no
), measure_2 AS (
  SELECT
    ranked.user_no AS user_no,
    ranked.measured AS measured
  FROM (
    SELECT
      surveys.user_no AS user_no,
      surveys.score AS measured,
      ROW_NUMBER() OVER (
        PARTITION BY surveys.user_no
        ORDER BY surveys.answered_at DESC, surveys.survey_id DESC, surveys.question DESC, surveys.score DESC
      ) AS newest
    FROM surveys
    WHERE
      NOT surveys.user_no IS NULL
      AND surveys.answered_date <= CAST('2025-03-10' AS DATE)
      AND NOT surveys.score IS NULL
  ) AS ranked
  WHERE
    ranked.newest = 1
)
SELECT
  users.user_no AS user_no
FROM users
LEFT JOIN measure_1
  ON users.user_no = measure_1.user_no
LEFT JOIN measure_2
  ON users.user_no = measure_2.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND CASE WHEN COALESCE(measure_1.measured, 0) >= 9990 THEN 1 ELSE 0 END + CASE WHEN COALESCE(measure_1.measured, 0) < 50000 THEN 1 ELSE 0 END + CASE WHEN measure_2.measured >= 9 THEN 1 ELSE 0 END >= 2
