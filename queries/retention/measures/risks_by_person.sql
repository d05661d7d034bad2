-- question: How often was each person at risk of being counted again, and counted?
-- grain: one row per period after the start
-- reads: at_risk, counted_starts
with by_person as (
    select
        at_risk.user_no as user_no,
        at_risk.age as age,
        count(*) as at_risk,
        count(counted_starts.user_no) as counted
    from at_risk
    left join counted_starts
        on
            at_risk.user_no = counted_starts.user_no
            and at_risk.cohort = counted_starts.cohort
            and at_risk.age = counted_starts.age
    group by at_risk.user_no, at_risk.age
)

select
    by_person.age as age,
    count(*) as people,
    cast(sum(by_person.counted) as bigint) as counted,
    cast(sum(by_person.at_risk) as bigint) as at_risk,
    cast(
        sum(cast(by_person.counted as decimal(38, 0)) * by_person.counted)
        as decimal(38, 0)
    ) as counted_squared,
    cast(
        sum(cast(by_person.at_risk as decimal(38, 0)) * by_person.at_risk)
        as decimal(38, 0)
    ) as at_risk_squared,
    cast(
        sum(cast(by_person.counted as decimal(38, 0)) * by_person.at_risk)
        as decimal(38, 0)
    ) as products
from by_person
group by by_person.age
