SELECT
  users.user_no AS user_no
FROM users
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    MD5('春节 2025:' || users.user_id) >= '0000000000000000'
    AND MD5('春节 2025:' || users.user_id) < '199999999999999a'
  )
