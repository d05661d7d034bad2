SELECT
  users.user_no AS user_no
FROM users
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    (
      EXTRACT(month FROM users.birth_date) * 100 + EXTRACT(day FROM users.birth_date) >= 1224
      OR EXTRACT(month FROM users.birth_date) * 100 + EXTRACT(day FROM users.birth_date) <= 106
    )
    OR EXTRACT(month FROM users.birth_date) * 100 + EXTRACT(day FROM users.birth_date) IN (310, 311, 312, 313, 314, 315, 316)
  )
