WITH spent AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', costs.cost_date) AS DATE) AS month_date,
    costs.cost_kind AS cost_kind,
    costs.cost_cents AS cost_cents
  FROM store.costs AS costs
  WHERE
    costs.cost_date <= CAST('2025-06-30' AS DATE)
)
SELECT
  spent.month_date AS month_date,
  spent.cost_kind AS cost_kind,
  CAST(SUM(spent.cost_cents) AS BIGINT) AS cost_cents
FROM spent
GROUP BY
  spent.month_date,
  spent.cost_kind
ORDER BY
  month_date NULLS LAST,
  cost_kind NULLS LAST
