-- name: measure_kept
-- Those that the task of what is old has a policy on. An estimate: none is counted through.
SELECT relname, greatest(reltuples, 0)::bigint, pg_total_relation_size(pg_class.oid)
FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid WHERE polname = 'task_tidy' ORDER BY relname

-- name: measure_queues
-- Bounded: a queue of ten thousand is told as ten thousand, and counting it costs no more than that.
SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox WHERE id > (SELECT moved FROM relay_place) LIMIT 10000) AS a_few),
       count(*), coalesce(extract(epoch FROM now() - min(died_at))::bigint, 0), (SELECT lost FROM relay_place)
FROM (SELECT died_at FROM dead_letter WHERE replayed_at IS NULL LIMIT 10000) AS waiting
