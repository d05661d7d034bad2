-- every version of one name, newest first (SQLite)
select
    segments.name as name,
    segments.version as version,
    segments.document as document,
    segments.saved_at as saved_at,
    segments.saved_by as saved_by,
    segments.note as note
from segments
where segments.name = ?
order by segments.version desc
