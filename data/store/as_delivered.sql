-- question: the rows of a table that names no person, as they were delivered
-- grain: as delivered
-- reads: a delivered table
select delivered.*
from delivered
