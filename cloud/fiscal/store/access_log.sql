-- name: insert_access
INSERT INTO access_log (administration_id, invoice_id, customer_id, what, subject, via, purpose, correlation_id, read_at)
VALUES ($1::int, $2::uuid, $3::uuid, $4, $5, $6, $7, $8, $9::timestamptz)

-- name: list_accesses
SELECT access_id, invoice_id, customer_id, what, subject, via, purpose, correlation_id,
       (extract(epoch FROM read_at) * 1000000)::bigint AS read_at_us
FROM access_log
WHERE administration_id = $1::int AND access_id < $2::bigint
ORDER BY access_id DESC
LIMIT $3

-- name: list_accesses_of_customer
SELECT access_id, invoice_id, customer_id, what, subject, via, purpose, correlation_id,
       (extract(epoch FROM read_at) * 1000000)::bigint AS read_at_us
FROM access_log
WHERE administration_id = $1::int AND customer_id = $4::uuid AND access_id < $2::bigint
ORDER BY access_id DESC
LIMIT $3
