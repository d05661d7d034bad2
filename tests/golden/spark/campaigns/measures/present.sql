WITH audience AS (
  SELECT
    users.user_no AS user_no
  FROM store.users AS users
  WHERE
    users.is_member AND users.known_date <= CAST('2025-06-30' AS DATE)
)
SELECT
  members.user_no AS user_no
FROM members
INNER JOIN audience
  ON members.user_no = audience.user_no
ORDER BY
  members.user_no NULLS LAST
