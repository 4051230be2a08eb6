-- name: insert_outbox
-- The transaction has its number before the first id is taken: the relay knows by it which ids may still come.
WITH me AS MATERIALIZED (SELECT pg_current_xact_id() AS xid)
INSERT INTO outbox (administration_id, event_id, topic, key, event_type, envelope)
SELECT event.* FROM me, unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[]) AS event
WHERE me.xid IS NOT NULL

-- name: count_outbox
SELECT count(*) FROM outbox WHERE id > (SELECT moved FROM relay_place)

-- name: plan_by_index
-- A queue's table has no statistics worth a plan: rows come and go. By the index, always. The relay works for all
-- administrations, and what it notes need not be flushed: a place that is lost is moved again.
SELECT set_config('enable_seqscan', 'off', false), set_config('enable_bitmapscan', 'off', false),
       set_config('aquacis.administration_id', '0', false), set_config('aquacis.scope', 'task:relay', false),
       set_config('synchronous_commit', 'off', false)

-- name: try_to_relay
-- One relay a database: held until its session ends.
SELECT pg_try_advisory_lock(7221902)

-- name: read_relay_place
SELECT moved, topic, partition, log_offset, event_id FROM relay_place

-- name: look_at_transactions
SELECT pg_snapshot_xmin(now), pg_snapshot_xmax(now) FROM pg_current_snapshot() AS now

-- name: take_outbox
-- What is in a gap, then what is new; without any, one row that tells the place alone.
SELECT place.moved, row.id, row.topic, row.key, row.envelope
FROM relay_place AS place LEFT JOIN LATERAL (
    (SELECT late.id, late.topic, late.key, late.envelope
     FROM unnest($2::bigint[], $3::bigint[]) AS gap(first, last) JOIN outbox AS late ON late.id BETWEEN gap.first AND gap.last)
    UNION ALL
    (SELECT new.id, new.topic, new.key, new.envelope FROM outbox AS new WHERE new.id > $1 ORDER BY new.id LIMIT $4)
    ORDER BY id LIMIT $4) AS row ON true
ORDER BY row.id

-- name: move_relay
-- Not when somebody set the place back meanwhile.
UPDATE relay_place SET moved = $2, topic = $3, partition = $4, log_offset = $5, event_id = $6 WHERE moved = $1

-- name: set_relay_back
UPDATE relay_place SET moved = least(moved, $1), event_id = NULL

-- name: note_relay_step
INSERT INTO relay_step (moved, topic, partition, log_offset, event_id)
SELECT moved, topic, partition, log_offset, event_id FROM relay_place WHERE event_id IS NOT NULL ON CONFLICT DO NOTHING

-- name: list_relay_steps
SELECT moved, topic, partition, log_offset, event_id FROM relay_step ORDER BY reached_at DESC

-- name: find_relay_step
-- Where the relay was at that time, at the latest; without such a step, before all that is kept.
SELECT coalesce((SELECT moved FROM relay_step WHERE reached_at <= to_timestamp($1::bigint / 1000000.0) ORDER BY reached_at DESC LIMIT 1), 0)

-- name: forget_moved
-- Rows whose append is that old, some at a time.
DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox
    WHERE id <= (SELECT moved FROM relay_step WHERE reached_at < now() - $1::bigint * interval '1 second' ORDER BY reached_at DESC LIMIT 1)
      AND id <= (SELECT moved FROM relay_place)
    ORDER BY id LIMIT $2)

-- name: forget_relay_steps
-- The newest of the old ones stays: it says what may go.
DELETE FROM relay_step WHERE reached_at < (
    SELECT max(reached_at) FROM relay_step WHERE reached_at < now() - $1::bigint * interval '1 second')

-- name: measure_outbox
SELECT count(*), coalesce(pg_total_relation_size('outbox'), 0) FROM outbox
