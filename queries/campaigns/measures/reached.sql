-- question: To whom of the people assigned was a message of the campaign delivered?
-- grain: one row per person assigned whom the export's touches of the campaign name
-- reads: members, touches
-- params: campaign text
-- note: is_reached is 1 where one was delivered by the day asked about
select
    members.user_no as user_no,
    max(case when touches.delivered_date <= $as_of then 1 else 0 end) as is_reached
from members
inner join touches on members.user_no = touches.user_no
where touches.campaign_id = $campaign
group by members.user_no
order by members.user_no
