-- name: find_offsets
SELECT partition, last_offset FROM consumer_offset WHERE consumer = $1 AND topic = $2

-- name: remember_offset
INSERT INTO consumer_offset (consumer, topic, partition, last_offset) VALUES ($1, $2, $3, $4)
ON CONFLICT (consumer, topic, partition) DO UPDATE SET last_offset = excluded.last_offset

-- name: claim_events
INSERT INTO inbox (consumer, event_id, administration_id)
SELECT DISTINCT $1, id, $3::int FROM unnest($2::uuid[]) AS id
ON CONFLICT DO NOTHING
RETURNING event_id

-- name: insert_dead_letter
-- One that died before, was replayed and died again waits again, with its newest reason.
INSERT INTO dead_letter (administration_id, consumer, topic, partition, log_offset, event_id, key, envelope, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (consumer, event_id) DO UPDATE SET partition = excluded.partition, log_offset = excluded.log_offset,
    reason = excluded.reason, died_at = now(), replayed_at = NULL

-- name: newest_dead_letters
SELECT id, consumer, reason, topic, key, envelope, partition, log_offset, (extract(epoch FROM died_at) * 1000000)::bigint,
       replayed_at IS NOT NULL
FROM dead_letter
ORDER BY died_at DESC, id DESC LIMIT $1

-- name: find_dead_letter
SELECT id, consumer, reason, topic, key, envelope, partition, log_offset, (extract(epoch FROM died_at) * 1000000)::bigint,
       replayed_at IS NOT NULL
FROM dead_letter
WHERE id = $1

-- name: mark_replayed
UPDATE dead_letter SET replayed_at = now() WHERE id = $1

-- name: count_waiting_letters
SELECT count(*) FROM dead_letter WHERE replayed_at IS NULL
