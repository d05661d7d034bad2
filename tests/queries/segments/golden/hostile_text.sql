SELECT
  users.user_no AS user_no
FROM users
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND NOT COALESCE(
    (
      users.city IS NULL OR NOT STRPOS(users.city, '''; drop table users; --') > 0
    )
    OR users.city = '\"${x}$as_of{}%_',
    FALSE
  )
