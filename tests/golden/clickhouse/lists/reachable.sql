WITH audience AS (
  SELECT
    users.user_no AS user_no
  FROM store.users AS users
  WHERE
    users.is_member AND users.known_date <= CAST('2025-06-30' AS Nullable(DATE))
), members AS (
  SELECT
    users.consent_sms AND NOT (
      users.phone IS NULL
    ) AS by_sms,
    users.consent_wecom AND NOT (
      users.wecom_external_id IS NULL
    ) AS by_wecom,
    users.consent_wechat AND NOT (
      users.openid IS NULL
    ) AS by_wechat,
    users.consent_email AND NOT (
      users.email IS NULL
    ) AS by_email
  FROM audience
  INNER JOIN store.users AS users
    ON audience.user_no = users.user_no
)
SELECT
  COUNT(*) AS people,
  COUNT(CASE WHEN members.by_sms THEN 1 END) AS sms,
  COUNT(CASE WHEN members.by_wecom THEN 1 END) AS wecom,
  COUNT(CASE WHEN members.by_wechat THEN 1 END) AS wechat,
  COUNT(CASE WHEN members.by_email THEN 1 END) AS email
FROM members
