WITH measured_1 AS (
  SELECT
    buyers.user_no AS user_no,
    CASE
      WHEN buyers.recency_days <= 90
      AND buyers.purchase_days > 1
      AND buyers.spend_cents > 10000
      THEN 'important_value'
      WHEN NOT buyers.recency_days <= 90
      AND buyers.purchase_days > 1
      AND buyers.spend_cents > 10000
      THEN 'important_keep'
      WHEN buyers.recency_days <= 90
      AND NOT buyers.purchase_days > 1
      AND buyers.spend_cents > 10000
      THEN 'important_develop'
      WHEN NOT buyers.recency_days <= 90
      AND NOT buyers.purchase_days > 1
      AND buyers.spend_cents > 10000
      THEN 'important_win_back'
      WHEN buyers.recency_days <= 90
      AND buyers.purchase_days > 1
      AND NOT buyers.spend_cents > 10000
      THEN 'general_value'
      WHEN NOT buyers.recency_days <= 90
      AND buyers.purchase_days > 1
      AND NOT buyers.spend_cents > 10000
      THEN 'general_keep'
      WHEN buyers.recency_days <= 90
      AND NOT buyers.purchase_days > 1
      AND NOT buyers.spend_cents > 10000
      THEN 'general_develop'
      ELSE 'general_win_back'
    END AS value_1,
    CASE
      WHEN buyers.spend_cents > 100000
      THEN 3
      WHEN buyers.spend_cents > 10000
      THEN 2
      ELSE 1
    END AS value_2
  FROM (
    SELECT
      orders.user_no AS user_no,
      DATE_DIFF('DAY', CAST(MAX(orders.ordered_date) AS DATE), CAST('2025-03-10' AS DATE)) AS recency_days,
      COUNT(DISTINCT orders.ordered_date) AS purchase_days,
      CAST(SUM(
        CASE
          WHEN orders.paid_cents >= CASE
            WHEN orders.refunded_date <= CAST('2025-03-10' AS DATE)
            THEN orders.refunded_cents
            ELSE 0
          END
          THEN orders.paid_cents - CASE
            WHEN orders.refunded_date <= CAST('2025-03-10' AS DATE)
            THEN orders.refunded_cents
            ELSE 0
          END
          ELSE 0
        END
      ) AS BIGINT) AS spend_cents
    FROM orders
    WHERE
      NOT orders.user_no IS NULL
      AND orders.counted_until >= CAST('2025-03-10' AS DATE)
      AND orders.ordered_date >= CAST('2024-03-11' AS DATE)
      AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
    GROUP BY
      orders.user_no
  ) AS buyers
), measured_2 AS (
  SELECT
    orders.user_no AS user_no,
    CASE
      WHEN DATE_DIFF('DAY', CAST(MAX(orders.ordered_date) AS DATE), CAST('2025-03-10' AS DATE)) > 180
      THEN 'lost'
      WHEN DATE_DIFF('DAY', CAST(MAX(orders.ordered_date) AS DATE), CAST('2025-03-10' AS DATE)) > 90
      THEN 'dormant'
      WHEN MIN(orders.ordered_date) = MAX(orders.ordered_date)
      THEN 'new'
      WHEN DATE_DIFF(
        'DAY',
        CAST(MAX(
          CASE
            WHEN orders.ordered_date < CAST('2025-02-09' AS DATE)
            THEN orders.ordered_date
          END
        ) AS DATE),
        CAST(MIN(
          CASE
            WHEN orders.ordered_date >= CAST('2025-02-09' AS DATE)
            THEN orders.ordered_date
          END
        ) AS DATE)
      ) > 90
      THEN 'returned'
      ELSE 'active'
    END AS value_1
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.counted_until >= CAST('2025-03-10' AS DATE)
    AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    orders.user_no
)
SELECT
  users.user_no AS user_no
FROM users
LEFT JOIN measured_1
  ON users.user_no = measured_1.user_no
LEFT JOIN measured_2
  ON users.user_no = measured_2.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    measured_1.value_1 IN ('important_value', 'important_keep')
    AND measured_1.value_2 >= 3
    AND COALESCE(measured_2.value_1, 'never_bought') <> 'lost'
  )
