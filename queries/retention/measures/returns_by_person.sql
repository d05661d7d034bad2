-- question: How often did each person return, of how many starts that can be judged?
-- grain: one row per period after the start
-- reads: counted_starts, starts
-- params: through integer
-- note: sums over people of what was counted, its square, and its product with the
--     starts at risk; people who never returned add nothing to them
with by_person as (
    select
        counted_starts.user_no as user_no,
        counted_starts.age as age,
        counted_starts.reach as reach,
        count(*) as counted
    from counted_starts
    group by counted_starts.user_no, counted_starts.age, counted_starts.reach
),

with_risk as (
    select
        by_person.user_no as user_no,
        by_person.age as age,
        by_person.counted as counted,
        count(*) as at_risk
    from by_person
    inner join starts on by_person.user_no = starts.user_no
    where starts.cohort + by_person.reach <= $through
    group by by_person.user_no, by_person.age, by_person.counted
)

select
    with_risk.age as age,
    cast(sum(with_risk.counted) as bigint) as counted,
    cast(
        sum(cast(with_risk.counted as decimal(38, 0)) * with_risk.counted)
        as decimal(38, 0)
    ) as counted_squared,
    cast(
        sum(cast(with_risk.counted as decimal(38, 0)) * with_risk.at_risk)
        as decimal(38, 0)
    ) as products
from with_risk
group by with_risk.age
