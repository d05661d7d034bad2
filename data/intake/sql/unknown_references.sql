-- Rows that point to nothing: their value of `reference` is not among the `target`s that were delivered.
select children.* exclude (reference)
from children
anti join (select target as known from parents where target is not null) as parents
    on children.reference = parents.known
where children.reference is not null
