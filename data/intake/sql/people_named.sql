-- Ids of people that other tables name and that are not among the known.
select
    user_id
from (
    select distinct person as user_id
    from named_people
    where person is not null
) as people
anti join (select known from known_people where known is not null) as known_people
    on people.user_id = known_people.known
order by user_id
