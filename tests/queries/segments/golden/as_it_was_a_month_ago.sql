WITH measured_1 AS (
  SELECT
    orders.user_no AS user_no,
    COUNT(*) AS value_1
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.counted_until >= CAST('2025-02-08' AS DATE)
    AND orders.ordered_date >= CAST('2024-11-11' AS DATE)
    AND orders.ordered_date <= CAST('2025-02-08' AS DATE)
  GROUP BY
    orders.user_no
), measured_2 AS (
  SELECT
    ranked.user_no AS user_no,
    ranked.measured AS value_1
  FROM (
    SELECT
      user_snapshots.user_no AS user_no,
      user_snapshots.tier AS measured,
      ROW_NUMBER() OVER (
        PARTITION BY user_snapshots.user_no
        ORDER BY user_snapshots.snapshot_date DESC, user_snapshots.tier DESC
      ) AS newest
    FROM user_snapshots
    WHERE
      NOT user_snapshots.user_no IS NULL
      AND user_snapshots.snapshot_date <= CAST('2025-01-09' AS DATE)
      AND NOT user_snapshots.tier IS NULL
  ) AS ranked
  WHERE
    ranked.newest = 1
), measured_3 AS (
  SELECT
    ranked.user_no AS user_no,
    ranked.measured AS value_1
  FROM (
    SELECT
      user_snapshots.user_no AS user_no,
      user_snapshots.tier AS measured,
      ROW_NUMBER() OVER (
        PARTITION BY user_snapshots.user_no
        ORDER BY user_snapshots.snapshot_date DESC, user_snapshots.tier DESC
      ) AS newest
    FROM user_snapshots
    WHERE
      NOT user_snapshots.user_no IS NULL
      AND user_snapshots.snapshot_date <= CAST('2025-03-10' AS DATE)
      AND NOT user_snapshots.tier IS NULL
  ) AS ranked
  WHERE
    ranked.newest = 1
)
SELECT
  users.user_no AS user_no
FROM users
LEFT JOIN measured_1
  ON users.user_no = measured_1.user_no
LEFT JOIN measured_2
  ON users.user_no = measured_2.user_no
LEFT JOIN measured_3
  ON users.user_no = measured_3.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    CASE
      WHEN users.known_date <= CAST('2025-02-08' AS DATE)
      THEN COALESCE(measured_1.value_1, 0)
    END >= 2
    AND CASE
      WHEN users.known_date <= CAST('2025-01-09' AS DATE)
      THEN measured_2.value_1
    END = 'silver'
    AND measured_3.value_1 = 'gold'
  )
