SELECT
  members.user_no AS user_no,
  MAX(CASE WHEN touches.delivered_date <= CAST('2025-06-30' AS DATE) THEN 1 ELSE 0 END) AS is_reached
FROM members
INNER JOIN store.touches AS touches
  ON members.user_no = touches.user_no
WHERE
  touches.campaign_id = 'spring'
GROUP BY
  members.user_no
ORDER BY
  members.user_no
