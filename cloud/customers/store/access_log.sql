-- name: insert_accesses
INSERT INTO access_log (administration_id, customer_id, subject, via, purpose, correlation_id, read_at)
SELECT $1::int, customer_id, $3, $4, $5, $6, $7::timestamptz
FROM unnest($2::uuid[]) AS given (customer_id)

-- name: list_accesses
SELECT access_id, customer_id, subject, via, purpose, correlation_id, (extract(epoch FROM read_at) * 1000000)::bigint AS read_at_us
FROM access_log
WHERE administration_id = $1::int AND access_id < $2::bigint AND ($4 = '' OR customer_id = nullif($4, '')::uuid) AND ($5 = '' OR subject = $5)
ORDER BY access_id DESC
LIMIT $3
