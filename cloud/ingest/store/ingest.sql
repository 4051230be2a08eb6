-- name: register_gateway
INSERT INTO gateway (administration_id, gateway_id, registered_at) VALUES ($1, $2, to_timestamp($3 / 1e6))
ON CONFLICT (administration_id, gateway_id) DO NOTHING
-- name: enabled_gateways
SELECT gateway_id FROM gateway WHERE enabled AND gateway_id = ANY ($1::text[])
-- name: begin_week
SELECT begin_week($1)
-- name: claim_events
WITH incoming AS (
    SELECT DISTINCT ON (event_id) event_id, neighbour FROM unnest($1::uuid[], $2::uuid[]) AS t (event_id, neighbour)
    ORDER BY event_id
)
INSERT INTO seen (generation, administration_id, event_id)
SELECT $3::smallint, $5::int, i.event_id FROM incoming i
WHERE NOT EXISTS (SELECT FROM seen s WHERE s.generation = $4::smallint AND s.event_id = i.event_id)
  AND (i.neighbour IS NULL
       OR NOT EXISTS (SELECT FROM seen s WHERE s.generation = $3::smallint AND s.event_id = i.neighbour))
ON CONFLICT DO NOTHING
RETURNING event_id
-- name: count_for_gateways
UPDATE gateway g SET last_batch_at = to_timestamp($5 / 1e6), recorded = g.recorded + t.recorded,
    duplicates = g.duplicates + t.duplicates, quarantined = g.quarantined + t.quarantined
FROM (SELECT gateway_id, sum(recorded) AS recorded, sum(duplicates) AS duplicates, sum(quarantined) AS quarantined
      FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])
           AS u (gateway_id, recorded, duplicates, quarantined)
      GROUP BY gateway_id) t
WHERE g.gateway_id = t.gateway_id
-- name: quarantine
INSERT INTO quarantine (administration_id, gateway_id, digest, reason, content, first_at, last_at)
SELECT $1, $2, $3, $4, $5, to_timestamp($6 / 1e6), to_timestamp($6 / 1e6)
WHERE (SELECT count(*) FROM quarantine) < $7
ON CONFLICT (administration_id, digest) DO UPDATE SET times = quarantine.times + 1, last_at = excluded.last_at
-- name: forget_quarantined
DELETE FROM quarantine WHERE quarantine_id = ANY (ARRAY (
    SELECT quarantine_id FROM quarantine WHERE last_at < to_timestamp($1 / 1e6) ORDER BY last_at LIMIT $2))
