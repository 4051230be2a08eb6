-- name: insert_accesses
INSERT INTO access_log (administration_id, customer_id, document_id, what, subject, via, purpose, correlation_id,
                        read_at)
SELECT $1::int, given.*, $5, $6, $7, $8, $9::timestamptz
FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS given

-- name: list_accesses
SELECT access_id, customer_id, document_id, what, subject, via, purpose, correlation_id,
       (extract(epoch FROM read_at) * 1000000)::bigint AS read_at_us
FROM access_log
WHERE access_id < $1::bigint
ORDER BY access_id DESC
LIMIT $2

-- name: list_accesses_of_customer
SELECT access_id, customer_id, document_id, what, subject, via, purpose, correlation_id,
       (extract(epoch FROM read_at) * 1000000)::bigint AS read_at_us
FROM access_log
WHERE access_id < $1::bigint AND customer_id = $3::uuid AND ($4 = '' OR subject = $4)
ORDER BY access_id DESC
LIMIT $2

-- name: list_accesses_of_subject
SELECT access_id, customer_id, document_id, what, subject, via, purpose, correlation_id,
       (extract(epoch FROM read_at) * 1000000)::bigint AS read_at_us
FROM access_log
WHERE access_id < $1::bigint AND subject = $3
ORDER BY access_id DESC
LIMIT $2
