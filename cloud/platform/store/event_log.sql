-- name: reserve_offsets
INSERT INTO log_head AS head (topic, partition, last_offset)
SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET last_offset = head.last_offset + excluded.last_offset
RETURNING topic, partition, last_offset

-- name: insert_log_events
INSERT INTO log_event (topic, partition, log_offset, key, envelope)
SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::bytea[])

-- name: ring_log
SELECT pg_notify('log', $1)

-- name: read_log
SELECT log_offset, key, envelope FROM log_event
WHERE topic = $1 AND partition = $2 AND log_offset > $3
ORDER BY log_offset LIMIT $4

-- name: find_log_end
SELECT last_offset FROM log_head WHERE topic = $1 AND partition = $2
