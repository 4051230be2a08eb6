-- name: insert_outbox
-- The transaction has its number before the first id is taken: the relay knows by it which ids may still come.
WITH me AS MATERIALIZED (SELECT pg_current_xact_id() AS xid)
INSERT INTO outbox (administration_id, event_id, topic, key, event_type, envelope)
SELECT event.* FROM me, unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[]) AS event
WHERE me.xid IS NOT NULL

-- name: ring_outbox
NOTIFY outbox

-- name: plan_by_index
-- A queue's table has no statistics worth a plan: rows come and go. By the index, always.
SELECT set_config('enable_seqscan', 'off', false), set_config('enable_bitmapscan', 'off', false)

-- name: try_to_relay
-- One relay a database: held until its session ends.
SELECT pg_try_advisory_lock(7221902)

-- name: oldest_running
SELECT pg_snapshot_xmin(pg_current_snapshot()), set_config('aquacis.administration_id', '0', true),
       set_config('aquacis.scope', 'task:relay', true)

-- name: take_outbox
SELECT id, topic, key, envelope FROM outbox WHERE id > $1 ORDER BY id LIMIT $2

-- name: delete_outbox
WITH gone AS (DELETE FROM outbox WHERE id = ANY($1::bigint[]))
SELECT pg_snapshot_xmax(pg_current_snapshot())
