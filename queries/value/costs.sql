-- question: What was spent in each month, by kind of cost?
-- grain: one row per month and kind of cost
-- reads: costs
-- needs: costs
-- columns: month_date date, cost_kind text, cost_cents integer
-- note: Costs are known for everyone and never for a segment.
with spent as (
    select
        cast(date_trunc('month', costs.cost_date) as date) as month_date,
        costs.cost_kind as cost_kind,
        costs.cost_cents as cost_cents
    from costs
    where costs.cost_date <= $as_of
)

select
    spent.month_date as month_date,
    spent.cost_kind as cost_kind,
    cast(sum(spent.cost_cents) as bigint) as cost_cents
from spent
group by spent.month_date, spent.cost_kind
order by month_date, cost_kind nulls last
