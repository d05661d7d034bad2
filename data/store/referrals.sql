-- question: each invitation with the numbers of the inviter and of the invited person
-- grain: one row per invitation
-- reads: delivered referrals, people
-- note: invitee_id stays, for invited persons who never became members
select
    inviters.user_no as user_no,
    invitees.user_no as invitee_no,
    delivered.* exclude (inviter_id)
from delivered
left join people as inviters on delivered.inviter_id = inviters.user_id
left join people as invitees on delivered.invitee_id = invitees.user_id
