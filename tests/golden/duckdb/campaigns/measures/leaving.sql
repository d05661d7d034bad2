WITH answers AS (
  SELECT
    touches.user_no AS user_no,
    touches.unsubscribed_at AS answered_at,
    touches.unsubscribed_date AS answered_date,
    1 AS is_unsubscribed
  FROM store.touches AS touches
  WHERE
    touches.unsubscribed_date /* constants, so that what lies outside is not even read */ >= CAST('2025-01-01' AS DATE)
    AND touches.unsubscribed_date <= CAST('2025-04-30' AS DATE)
    AND touches.unsubscribed_date <= CAST('2025-06-30' AS DATE)
  UNION ALL
  SELECT
    touches.user_no AS user_no,
    touches.complained_at AS answered_at,
    touches.complained_date AS answered_date,
    0 AS is_unsubscribed
  FROM store.touches AS touches
  WHERE
    touches.complained_date >= CAST('2025-01-01' AS DATE)
    AND touches.complained_date <= CAST('2025-04-30' AS DATE)
    AND touches.complained_date <= CAST('2025-06-30' AS DATE)
), answered AS (
  SELECT
    members.user_no AS user_no,
    MAX(answers.is_unsubscribed) AS has_unsubscribed,
    MAX(1 - answers.is_unsubscribed) AS has_complained
  FROM answers
  INNER JOIN members
    ON answers.user_no = members.user_no
  WHERE
    answers.answered_at >= members.assigned_at
    AND answers.answered_date <= members.assigned_date + 30
  GROUP BY
    members.user_no
)
SELECT
  members.arm AS arm,
  COUNT(*) AS people,
  CAST(COALESCE(SUM(answered.has_unsubscribed), 0) AS BIGINT) AS unsubscribed,
  CAST(COALESCE(SUM(answered.has_complained), 0) AS BIGINT) AS complained
FROM members
LEFT JOIN answered
  ON members.user_no = answered.user_no
GROUP BY
  members.arm
ORDER BY
  members.arm
