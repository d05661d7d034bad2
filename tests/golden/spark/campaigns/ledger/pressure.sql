WITH audience AS (
  SELECT
    users.user_no AS user_no
  FROM store.users AS users
  WHERE
    users.is_member AND users.known_date <= CAST('2025-06-30' AS DATE)
), received AS (
  SELECT
    touches.user_no AS user_no,
    COUNT(*) AS messages
  FROM store.touches AS touches
  WHERE
    NOT COALESCE(touches.is_control, FALSE)
    AND touches.assigned_date > CAST('2025-06-30' AS DATE) - 30
    AND touches.assigned_date <= CAST('2025-06-30' AS DATE)
    AND TRUE
  GROUP BY
    touches.user_no
), pressed AS (
  SELECT
    audience.user_no AS user_no,
    COALESCE(received.messages, 0) AS messages
  FROM audience
  LEFT JOIN received
    ON audience.user_no = received.user_no
)
SELECT
  pressed.messages AS messages,
  COUNT(*) AS people
FROM pressed
GROUP BY
  pressed.messages
ORDER BY
  pressed.messages NULLS LAST
