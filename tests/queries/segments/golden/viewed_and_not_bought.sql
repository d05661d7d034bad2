WITH measured_1 AS (
  SELECT
    followed.user_no AS user_no,
    COUNT(*) AS value_1
  FROM (
    SELECT
      looked.user_no AS user_no,
      looked.occurred_date AS occurred_date
    FROM (
      SELECT
        steps.user_no AS user_no,
        steps.occurred_date AS occurred_date,
        steps.step AS step,
        steps.step_day AS step_day,
        steps.link AS link,
        MIN(steps.after_day) OVER (
          PARTITION BY steps.user_no, steps.link
          ORDER BY steps.step_at DESC, steps.step
          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS after_day
      FROM (
        SELECT
          before.user_no AS user_no,
          before.occurred_date AS occurred_date,
          0 AS step,
          before.step_day AS step_day,
          NULL AS after_day,
          before.step_at AS step_at,
          before.link AS link
        FROM (
          SELECT
            interactions.user_no AS user_no,
            interactions.occurred_date AS occurred_date,
            interactions.occurred_at AS step_at,
            interactions.occurred_date AS step_day,
            interactions.product_id AS link
          FROM interactions
          WHERE
            NOT interactions.user_no IS NULL
            AND interactions.occurred_date >= CAST('2024-12-11' AS DATE)
            AND interactions.occurred_date <= CAST('2025-03-10' AS DATE)
            AND interactions.interaction_kind = 'cart'
        ) AS before
        UNION ALL
        SELECT
          after.user_no AS user_no,
          NULL AS occurred_date,
          1 AS step,
          NULL AS step_day,
          after.next_day AS after_day,
          after.next_at AS step_at,
          after.next_link AS link
        FROM (
          SELECT
            order_items.user_no AS user_no,
            order_items.ordered_at AS next_at,
            order_items.ordered_date AS next_day,
            order_items.product_id AS next_link
          FROM order_items
          WHERE
            NOT order_items.user_no IS NULL
            AND order_items.counted_until >= CAST('2025-03-10' AS DATE)
            AND order_items.ordered_date >= CAST('2024-12-11' AS DATE)
            AND order_items.ordered_date <= CAST('2025-03-10' AS DATE)
        ) AS after
      ) AS steps
    ) AS looked
    WHERE
      looked.step = 0
      AND (
        NOT COALESCE(
          (
            NOT looked.after_day IS NULL
            AND NOT looked.link IS NULL
            AND DATE_DIFF('DAY', CAST(looked.step_day AS DATE), CAST(looked.after_day AS DATE)) <= 7
          ),
          FALSE
        )
        AND looked.step_day <= CAST('2025-03-03' AS DATE)
      )
  ) AS followed
  GROUP BY
    followed.user_no
)
SELECT
  users.user_no AS user_no
FROM users
LEFT JOIN measured_1
  ON users.user_no = measured_1.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND COALESCE(measured_1.value_1, 0) >= 1
