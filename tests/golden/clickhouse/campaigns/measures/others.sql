WITH audience AS (
  SELECT
    users.user_no AS user_no
  FROM store.users AS users
  WHERE
    users.is_member AND users.known_date <= CAST('2025-06-30' AS Nullable(DATE))
)
SELECT
  audience.user_no AS user_no
FROM audience
LEFT JOIN members
  ON audience.user_no = members.user_no
WHERE
  members.user_no IS NULL
ORDER BY
  audience.user_no
