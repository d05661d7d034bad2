SELECT
  users.user_no AS user_no
FROM users
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    users.city IN ('上海', 'O''Hare')
    AND users.points BETWEEN 0 AND 10
    AND users."score" > 0.1e0
    AND users.consent_sms
    AND CASE
      WHEN users.joined_date <= CAST('2025-03-10' AS DATE)
      THEN users.joined_date
    END >= CAST('2025-01-31' AS DATE)
    AND CASE WHEN ARRAY_CONTAINS(users.tags, 'vip') THEN 1 ELSE 0 END + CASE WHEN ARRAY_CONTAINS(users.tags, 'x; y') THEN 1 ELSE 0 END = 2
  )
