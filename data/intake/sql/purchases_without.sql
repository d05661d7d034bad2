-- Purchases without the rows in question.
select purchases.*
from purchases
anti join touched_rows
    on purchases.row_key = touched_rows.row_key
