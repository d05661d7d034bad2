-- Ids of people that other tables name and that are not among the known.
with people as (
    select distinct person as user_id
    from named_people
    where person is not null
),

identified as (
    select known
    from known_people
    where known is not null
)

select people.user_id as user_id
from people
anti join identified
    on people.user_id = identified.known
order by people.user_id
