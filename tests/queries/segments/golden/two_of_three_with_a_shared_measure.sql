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
), measured_2 AS (
  SELECT
    ranked.user_no AS user_no,
    ranked.measured AS value_1
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
LEFT JOIN measured_1
  ON users.user_no = measured_1.user_no
LEFT JOIN measured_2
  ON users.user_no = measured_2.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND CASE WHEN COALESCE(measured_1.value_1, 0) >= 9990 THEN 1 ELSE 0 END + CASE WHEN COALESCE(measured_1.value_1, 0) < 50000 THEN 1 ELSE 0 END + CASE WHEN measured_2.value_1 >= 9 THEN 1 ELSE 0 END >= 2
