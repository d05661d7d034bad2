-- question: How many people of the audience can be reached, and through which channel?
-- grain: one row
-- reads: audience, users
-- columns: people integer,
--     sms integer needs users.consent_sms,
--     wecom integer needs users.consent_wecom,
--     wechat integer needs users.consent_wechat,
--     email integer needs users.consent_email
-- note: Reachable are people whose address is known and who consented. Consent and
--     addresses are those of the newest export, whatever the day asked about.
with members as (
    select
        users.consent_sms and users.phone is not null as by_sms,
        users.consent_wecom and users.wecom_external_id is not null as by_wecom,
        users.consent_wechat and users.openid is not null as by_wechat,
        users.consent_email and users.email is not null as by_email
    from audience
    inner join users on audience.user_no = users.user_no
)

select
    count(*) as people,
    count(case when members.by_sms then 1 end) as sms,
    count(case when members.by_wecom then 1 end) as wecom,
    count(case when members.by_wechat then 1 end) as wechat,
    count(case when members.by_email then 1 end) as email
from members
