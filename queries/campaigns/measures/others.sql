-- question: Who could have been sent a campaign and was not assigned to it?
-- grain: one row per person of the audience who is no member
-- reads: members, audience
select audience.user_no as user_no
from audience
left join members on audience.user_no = members.user_no
where members.user_no is null
order by audience.user_no
