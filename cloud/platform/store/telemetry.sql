-- name: measure_queues
-- Bounded: a queue of ten thousand is told as ten thousand, and counting it costs no more than that.
SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox WHERE id > (SELECT moved FROM relay_place) LIMIT 10000) AS a_few),
       count(*), coalesce(extract(epoch FROM now() - min(died_at))::bigint, 0), (SELECT lost FROM relay_place)
FROM (SELECT died_at FROM dead_letter WHERE replayed_at IS NULL LIMIT 10000) AS waiting
