-- question: Which of the people assigned to a campaign are in the audience?
-- grain: one row per person
-- reads: members, audience
select members.user_no as user_no
from members
inner join audience on members.user_no = audience.user_no
order by members.user_no
