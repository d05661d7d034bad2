-- How many members share one identity with another member.
with identities as (
    select
        identity as shared_identity,
        count(*) as members
    from members
    where identity is not null
    group by identity
    having count(*) > 1
)

select
    count(*) as shared,
    cast(coalesce(sum(members), 0) as bigint) as members,
    max(members) as largest
from identities
