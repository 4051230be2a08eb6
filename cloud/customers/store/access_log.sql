-- name: insert_accesses
INSERT INTO access_log (administration_id, customer_id, subject, purpose, correlation_id, read_at)
SELECT $1::int, customer_id, $3, $4, $5, $6::timestamptz
FROM unnest($2::uuid[]) AS given (customer_id)
