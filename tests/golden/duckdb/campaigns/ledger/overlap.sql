WITH audience AS (
  SELECT
    users.user_no AS user_no
  FROM store.users AS users
  WHERE
    users.is_member AND users.known_date <= CAST('2025-06-30' AS DATE)
), assigned AS (
  WITH told AS (
    SELECT
      touches.campaign_id AS campaign_id,
      touches.user_no AS user_no,
      CASE
        WHEN COALESCE(touches.is_control, FALSE)
        THEN 'control'
        ELSE COALESCE(touches.variant, 'A')
      END AS arm,
      touches.assigned_at AS assigned_at,
      touches.assigned_date AS assigned_date,
      touches.channel AS channel,
      2 AS source_rank
    FROM store.touches AS touches
    WHERE
      NOT touches.user_no IS NULL
      AND touches.assigned_date >= CAST('2025-01-01' AS DATE)
      AND touches.assigned_date <= CAST('2025-06-30' AS DATE)
      AND (
        '' = '' OR touches.campaign_id = ''
      )
    UNION ALL
    SELECT
      listed.campaign_id AS campaign_id,
      listed.user_no AS user_no,
      listed.arm AS arm,
      listed.assigned_at AS assigned_at,
      listed.assigned_date AS assigned_date,
      listed.channel AS channel,
      listed.source_rank AS source_rank
    FROM listed
    WHERE
      listed.assigned_date >= CAST('2025-01-01' AS DATE)
      AND listed.assigned_date <= CAST('2025-06-30' AS DATE)
      AND (
        '' = '' OR listed.campaign_id = ''
      )
  ), told_by_source AS (
    SELECT
      told.campaign_id AS campaign_id,
      told.user_no AS user_no,
      told.source_rank AS source_rank,
      MIN(told.arm) AS arm,
      MAX(told.arm) AS other_arm,
      MIN(told.assigned_at) AS assigned_at,
      MIN(told.assigned_date) AS assigned_date,
      MIN(told.channel) AS channel
    FROM told
    GROUP BY
      told.campaign_id,
      told.user_no,
      told.source_rank
  ), deciding AS (
    SELECT
      told_by_source.campaign_id AS campaign_id,
      told_by_source.user_no AS user_no,
      MIN(told_by_source.source_rank) AS source_rank,
      COUNT(
        CASE
          WHEN told_by_source.arm = 'control' OR told_by_source.other_arm = 'control'
          THEN 1
        END
      ) AS in_control,
      COUNT(
        CASE
          WHEN told_by_source.arm <> 'control' OR told_by_source.other_arm <> 'control'
          THEN 1
        END
      ) AS in_others
    FROM told_by_source
    GROUP BY
      told_by_source.campaign_id,
      told_by_source.user_no
  )
  SELECT
    told_by_source.campaign_id AS campaign_id,
    told_by_source.user_no AS user_no,
    told_by_source.arm AS arm,
    told_by_source.arm = 'control' AS is_control,
    told_by_source.assigned_at AS assigned_at,
    told_by_source.assigned_date AS assigned_date,
    told_by_source.channel AS channel,
    told_by_source.source_rank AS source_rank,
    told_by_source.arm <> told_by_source.other_arm AS is_in_two_arms,
    deciding.in_control > 0 AND deciding.in_others > 0 AS is_crossed
  FROM told_by_source
  INNER JOIN deciding
    ON told_by_source.campaign_id = deciding.campaign_id
    AND told_by_source.user_no = deciding.user_no
    AND told_by_source.source_rank = deciding.source_rank
), members AS (
  SELECT
    assigned.campaign_id AS campaign_id,
    assigned.user_no AS user_no,
    assigned.assigned_date AS assigned_date,
    assigned.is_control AS is_control
  FROM assigned
  INNER JOIN audience
    ON assigned.user_no = audience.user_no
), sizes AS (
  SELECT
    members.campaign_id AS campaign_id,
    COUNT(*) AS people,
    COUNT(CASE WHEN members.is_control THEN 1 END) AS held_back
  FROM members
  GROUP BY
    members.campaign_id
), pairs AS (
  SELECT
    members.campaign_id AS campaign_id,
    fellows.campaign_id AS other_id,
    COUNT(*) AS in_common
  FROM members
  INNER JOIN members AS fellows
    ON members.user_no = fellows.user_no
    AND members.campaign_id < fellows.campaign_id
    AND members.assigned_date <= fellows.assigned_date + 30
    AND fellows.assigned_date <= members.assigned_date + 30
  GROUP BY
    members.campaign_id,
    fellows.campaign_id
)
SELECT
  pairs.campaign_id AS campaign_id,
  pairs.other_id AS other_id,
  pairs.in_common AS in_common,
  sizes.people AS people,
  other_sizes.people AS other_people,
  sizes.held_back > 0 AND other_sizes.held_back > 0 AS is_each_randomised
FROM pairs
INNER JOIN sizes
  ON pairs.campaign_id = sizes.campaign_id
INNER JOIN sizes AS other_sizes
  ON pairs.other_id = other_sizes.campaign_id
ORDER BY
  pairs.in_common DESC,
  pairs.campaign_id ASC,
  pairs.other_id ASC
