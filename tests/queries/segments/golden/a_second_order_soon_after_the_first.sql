WITH measured_1 AS (
  SELECT
    followed.user_no AS user_no,
    COUNT(*) AS value_1
  FROM (
    SELECT
      looked.user_no AS user_no,
      looked.ordered_date AS ordered_date
    FROM (
      SELECT
        steps.user_no AS user_no,
        steps.ordered_date AS ordered_date,
        steps.step AS step,
        steps.step_day AS step_day,
        MIN(steps.after_day) OVER (
          PARTITION BY steps.user_no
          ORDER BY steps.step_at DESC, steps.step
          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS after_day
      FROM (
        SELECT
          before.user_no AS user_no,
          before.ordered_date AS ordered_date,
          0 AS step,
          before.step_day AS step_day,
          NULL AS after_day,
          before.step_at AS step_at
        FROM (
          SELECT
            orders.user_no AS user_no,
            orders.ordered_date AS ordered_date,
            orders.ordered_at AS step_at,
            orders.ordered_date AS step_day
          FROM orders
          LEFT JOIN (
            SELECT
              orders.order_id AS order_id,
              ROW_NUMBER() OVER (PARTITION BY orders.user_no ORDER BY orders.ordered_at ASC, orders.order_id ASC) AS order_number,
              ROW_NUMBER() OVER (PARTITION BY orders.user_no ORDER BY orders.ordered_at DESC, orders.order_id DESC) AS order_number_from_last,
              DENSE_RANK() OVER (PARTITION BY orders.user_no ORDER BY orders.ordered_date ASC) AS purchase_number
            FROM orders
            WHERE
              NOT orders.user_no IS NULL
              AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
              AND orders.counted_until >= CAST('2025-03-10' AS DATE)
          ) AS order_numbers
            ON orders.order_id = order_numbers.order_id
          WHERE
            NOT orders.user_no IS NULL
            AND orders.counted_until >= CAST('2025-03-10' AS DATE)
            AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
            AND order_numbers.order_number = 1
        ) AS before
        UNION ALL
        SELECT
          after.user_no AS user_no,
          NULL AS ordered_date,
          1 AS step,
          NULL AS step_day,
          after.next_day AS after_day,
          after.next_at AS step_at
        FROM (
          SELECT
            orders.user_no AS user_no,
            orders.ordered_at AS next_at,
            orders.ordered_date AS next_day
          FROM orders
          WHERE
            NOT orders.user_no IS NULL
            AND orders.counted_until >= CAST('2025-03-10' AS DATE)
            AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
        ) AS after
      ) AS steps
    ) AS looked
    WHERE
      looked.step = 0
      AND (
        NOT looked.after_day IS NULL
        AND DATE_DIFF('DAY', CAST(looked.step_day AS DATE), CAST(looked.after_day AS DATE)) <= 30
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
