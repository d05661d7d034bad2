WITH measured_1 AS (
  SELECT
    followed.user_no AS user_no,
    COUNT(*) AS value_1
  FROM (
    SELECT
      looked.user_no AS user_no,
      looked.opened_date AS opened_date
    FROM (
      SELECT
        steps.user_no AS user_no,
        steps.opened_date AS opened_date,
        steps.step AS step,
        steps.step_day AS step_day,
        MIN(steps.after_day) OVER (
          PARTITION BY steps.user_no
          ORDER BY steps.step_at DESC, steps.step
          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS after_day,
        MIN(steps.after_at) OVER (
          PARTITION BY steps.user_no
          ORDER BY steps.step_at DESC, steps.step
          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS after_at,
        MIN(steps.unwanted_at) OVER (
          PARTITION BY steps.user_no
          ORDER BY steps.step_at DESC, steps.step
          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS unwanted_at
      FROM (
        SELECT
          before.user_no AS user_no,
          before.opened_date AS opened_date,
          0 AS step,
          before.step_day AS step_day,
          NULL AS after_day,
          before.step_at AS step_at,
          NULL AS after_at,
          NULL AS unwanted_at
        FROM (
          SELECT
            touches.user_no AS user_no,
            touches.opened_date AS opened_date,
            touches.opened_at AS step_at,
            touches.opened_date AS step_day
          FROM touches
          WHERE
            NOT touches.user_no IS NULL
            AND NOT COALESCE(touches.is_control, FALSE)
            AND NOT COALESCE(touches.is_machine_open, FALSE)
            AND touches.opened_date <= CAST('2025-03-10' AS DATE)
        ) AS before
        UNION ALL
        SELECT
          after.user_no AS user_no,
          NULL AS opened_date,
          1 AS step,
          NULL AS step_day,
          after.next_day AS after_day,
          after.next_at AS step_at,
          after.next_at AS after_at,
          NULL AS unwanted_at
        FROM (
          SELECT
            looked.user_no AS user_no,
            looked.next_at AS next_at,
            looked.next_day AS next_day
          FROM (
            SELECT
              steps.user_no AS user_no,
              steps.next_at AS next_at,
              steps.next_day AS next_day,
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
                before.next_at AS next_at,
                before.next_day AS next_day,
                0 AS step,
                before.step_day AS step_day,
                NULL AS after_day,
                before.step_at AS step_at
              FROM (
                SELECT
                  orders.user_no AS user_no,
                  orders.ordered_at AS next_at,
                  orders.ordered_date AS next_day,
                  orders.ordered_at AS step_at,
                  orders.ordered_date AS step_day
                FROM orders
                WHERE
                  NOT orders.user_no IS NULL
                  AND orders.counted_until >= CAST('2025-03-10' AS DATE)
                  AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
              ) AS before
              UNION ALL
              SELECT
                after.user_no AS user_no,
                NULL AS next_at,
                NULL AS next_day,
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
              AND DATE_DIFF('DAY', CAST(looked.step_day AS DATE), CAST(looked.after_day AS DATE)) <= 60
            )
        ) AS after
        UNION ALL
        SELECT
          unwanted.user_no AS user_no,
          NULL AS opened_date,
          2 AS step,
          NULL AS step_day,
          NULL AS after_day,
          unwanted.next_at AS step_at,
          NULL AS after_at,
          unwanted.next_at AS unwanted_at
        FROM (
          SELECT
            interactions.user_no AS user_no,
            interactions.occurred_at AS next_at,
            interactions.occurred_date AS next_day
          FROM interactions
          WHERE
            NOT interactions.user_no IS NULL
            AND interactions.occurred_date <= CAST('2025-03-10' AS DATE)
        ) AS unwanted
      ) AS steps
    ) AS looked
    WHERE
      looked.step = 0
      AND (
        NOT looked.after_day IS NULL
        AND DATE_DIFF('DAY', CAST(looked.step_day AS DATE), CAST(looked.after_day AS DATE)) <= 3
        AND (
          looked.unwanted_at IS NULL OR looked.unwanted_at >= looked.after_at
        )
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
