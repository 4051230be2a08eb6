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
       set_config('role', $1::text, false), set_config('aquacis.administration_id', '0', false),
       set_config('aquacis.scope', 'task:relay', false),
       set_config('synchronous_commit', 'off', false)

-- name: try_to_relay
-- One relay a database: held until its session ends.
SELECT pg_try_advisory_lock(7221902)

-- name: read_relay_place
SELECT moved, topic, partition, log_offset, event_id, log FROM relay_place

-- name: look_at_transactions
SELECT pg_snapshot_xmin(now), pg_snapshot_xmax(now) FROM pg_current_snapshot() AS now

-- name: take_outbox
-- What is in a gap, then what is new; without any, one row that tells the place alone.
SELECT place.moved, row.id, row.topic, row.key, row.envelope
FROM relay_place AS place LEFT JOIN LATERAL (
    (SELECT late.id, late.topic, late.key, late.envelope
     FROM unnest($2::bigint[], $3::bigint[]) AS gap(first, last)
     JOIN outbox AS late ON late.id BETWEEN gap.first AND gap.last)
    UNION ALL
    (SELECT new.id, new.topic, new.key, new.envelope FROM outbox AS new WHERE new.id > $1 ORDER BY new.id LIMIT $4)
    ORDER BY id LIMIT $4) AS row ON true
ORDER BY row.id

-- name: move_relay
-- Not when somebody set the place back meanwhile.
UPDATE relay_place SET moved = $2, topic = $3, partition = $4, log_offset = $5, event_id = $6, log = $7 WHERE moved = $1

-- name: note_log
UPDATE relay_place SET log = $1

-- name: set_relay_back
UPDATE relay_place SET moved = least(moved, $1), event_id = NULL

-- name: tell_lost
-- What was appended after that step and is no longer kept; then the steps of a history that is no more go.
WITH gone AS (
    SELECT sum(forgotten) AS events, max(reached_at) AS reached_at FROM relay_step WHERE moved > $1 AND forgotten > 0
), told AS (
    UPDATE relay_place SET lost = lost + gone.events, lost_to = greatest(lost_to, gone.reached_at),
        lost_from = least(lost_from, coalesce((SELECT max(reached_at) FROM relay_step WHERE moved <= $1), '-infinity'))
    FROM gone WHERE gone.events > 0
), ended AS (
    DELETE FROM relay_step WHERE moved > $1
)
SELECT coalesce(events, 0) FROM gone

-- name: add_lost
UPDATE relay_place SET lost = lost + $1, lost_from = least(lost_from, to_timestamp($2::bigint / 1000000.0)),
    lost_to = greatest(lost_to, to_timestamp($3::bigint / 1000000.0))

-- name: settle_lost
UPDATE relay_place SET lost = 0, lost_from = NULL, lost_to = NULL WHERE lost > 0

-- name: note_relay_step
-- Only a new place is a step.
INSERT INTO relay_step (moved, topic, partition, log_offset, event_id, log)
SELECT moved, topic, partition, log_offset, event_id, log FROM relay_place
WHERE event_id IS NOT NULL AND NOT EXISTS (SELECT FROM relay_step AS known WHERE known.moved = relay_place.moved)
ON CONFLICT DO NOTHING

-- name: list_relay_steps
SELECT moved, topic, partition, log_offset, event_id, log FROM relay_step ORDER BY reached_at

-- name: find_relay_step
-- Where the relay was at that time, at the latest; without such a step, before all that is kept.
SELECT coalesce((SELECT moved FROM relay_step WHERE reached_at <= to_timestamp($1::bigint / 1000000.0)
                 ORDER BY reached_at DESC LIMIT 1), 0)

-- name: forget_moved
-- Rows whose append is that old, and those beyond the most that are kept, some at a time: each is counted at the step
-- that has it.
WITH may AS (
    SELECT (SELECT moved FROM relay_place) AS moved, greatest((SELECT max(id) - $2::bigint FROM outbox),
        (SELECT moved FROM relay_step WHERE reached_at < now() - $1::bigint * interval '1 second'
         ORDER BY reached_at DESC LIMIT 1)) AS old
), gone AS (
    DELETE FROM outbox WHERE id IN (
        SELECT row.id FROM outbox AS row, may WHERE row.id <= may.old AND row.id <= may.moved ORDER BY row.id LIMIT $3)
    RETURNING id
), counted AS (
    SELECT step.reached_at, count(*) AS events FROM gone CROSS JOIN LATERAL (
        SELECT reached_at FROM relay_step WHERE moved >= gone.id ORDER BY moved, reached_at LIMIT 1) AS step GROUP BY 1
), noted AS (
    UPDATE relay_step SET forgotten = forgotten + counted.events FROM counted
    WHERE relay_step.reached_at = counted.reached_at
)
SELECT count(*) FROM gone

-- name: forget_relay_steps
-- The newest of the old ones stays: it says what may go.
DELETE FROM relay_step WHERE reached_at < (
    SELECT max(reached_at) FROM relay_step WHERE reached_at < now() - $1::bigint * interval '1 second')

-- name: measure_outbox
SELECT count(*), coalesce(pg_total_relation_size('outbox'), 0),
       (SELECT lost FROM relay_place),
       (SELECT (extract(epoch FROM lost_from) * 1000000)::bigint FROM relay_place WHERE isfinite(lost_from)),
       (SELECT (extract(epoch FROM lost_to) * 1000000)::bigint FROM relay_place)
FROM outbox
