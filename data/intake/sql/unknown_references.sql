-- Rows that point to nothing: their value of `reference` is not among the `target`s
-- that were delivered.
with targets as (
    select target as known
    from parents
    where target is not null
)

select children.* exclude (reference)
from children
anti join targets
    on children.reference = targets.known
where children.reference is not null
