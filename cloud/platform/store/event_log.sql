-- name: settle_partitions
-- The number that holds: the first user's.
UPDATE log_identity SET partitions = coalesce(partitions, $1) RETURNING partitions

-- name: read_identity
-- A copy on another server, in another database or on another timeline is another log.
SELECT log_id || '/' || (SELECT system_identifier FROM pg_control_system()) || '/'
       || left(pg_walfile_name(pg_current_wal_lsn()), 8) || '/'
       || (SELECT oid FROM pg_database WHERE datname = current_database())
FROM log_identity

-- name: reserve_offsets
INSERT INTO log_head AS head (topic, partition, last_offset)
SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET last_offset = head.last_offset + excluded.last_offset
RETURNING topic, partition, last_offset

-- name: insert_log_events
INSERT INTO log_event (topic, partition, log_offset, key, envelope, kept_days)
SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::bytea[], $6::smallint[])

-- name: ring_log
SELECT pg_notify('log', topic) FROM unnest($1::text[]) AS topic

-- name: read_log
SELECT log_offset, key, envelope FROM log_event
WHERE topic = $1 AND partition = $2 AND log_offset > $3
ORDER BY log_offset LIMIT $4

-- name: find_log_end
SELECT last_offset FROM log_head WHERE topic = $1 AND partition = $2

-- name: find_dropped
-- What is before the first that is held; when none is, all.
SELECT coalesce((SELECT log_offset - 1 FROM log_event WHERE topic = $1 AND partition = $2 ORDER BY log_offset LIMIT 1),
                last_offset)
FROM log_head WHERE topic = $1 AND partition = $2

-- name: find_last_before
SELECT coalesce(max(log_offset), -1) FROM log_event
WHERE topic = $1 AND partition = $2 AND appended_at < to_timestamp($3::bigint / 1000000.0)

-- name: note_read
INSERT INTO log_group AS known (consumer, topic, partition, read_to)
SELECT $1, $2, * FROM unnest($3::int[], $4::bigint[])
ON CONFLICT (consumer, topic, partition) DO UPDATE SET read_to = excluded.read_to, told_at = now()

-- name: make_log_segments
SELECT make_log_segments()

-- name: drop_log_segments
SELECT dropped FROM drop_log_segments($1)

-- name: forget_log_group
DELETE FROM log_group WHERE consumer = $1
