-- the newest version of every name, last saved first (SQLite)
with newest as (
    select
        segments.name as name,
        max(segments.version) as version
    from segments
    group by segments.name
)

select
    segments.name as name,
    segments.version as version,
    segments.document as document,
    segments.saved_at as saved_at,
    segments.saved_by as saved_by,
    segments.note as note
from segments
inner join newest
    on
        segments.name = newest.name
        and segments.version = newest.version
order by segments.saved_at desc, segments.name asc
