-- name: insert_appended
INSERT INTO appended (reached_at, readings, topic, partition, log_offset, event_id, log)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
-- name: list_appended
SELECT (extract(epoch FROM reached_at) * 1000000)::bigint, readings, topic, partition, log_offset, event_id, log
FROM appended WHERE NOT $1::boolean OR reached_at = (SELECT max(reached_at) FROM appended) ORDER BY reached_at
-- name: forget_appended_after
DELETE FROM appended WHERE reached_at > to_timestamp($1::bigint / 1000000.0)
-- name: forget_appended_before
DELETE FROM appended WHERE reached_at < to_timestamp($1::bigint / 1000000.0)
