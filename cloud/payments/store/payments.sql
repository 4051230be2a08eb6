-- name: insert_payment
INSERT INTO payment (administration_id, payment_id, channel, external_reference, digest, contract_id, amount_centavos, folio, session_id,
                     taken_at_us, received_at_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT DO NOTHING

-- name: find_payment
SELECT payment.*, coalesce(account.number, '') AS contract_number
FROM payment LEFT JOIN account USING (administration_id, contract_id) WHERE payment_id = $1

-- name: find_payment_by_reference
SELECT payment_id FROM payment WHERE channel = $1 AND external_reference = $2

-- name: find_entries
SELECT kind, payment_id, contract_id, invoice_id, amount_centavos FROM ledger_entry WHERE payment_id = $1 ORDER BY entry_id

-- name: insert_entries
INSERT INTO ledger_entry (administration_id, kind, payment_id, contract_id, invoice_id, amount_centavos, at_us)
SELECT $1::int, kind, payment_id, contract_id, invoice_id, amount, $7::bigint
FROM unnest($2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[]) AS given (kind, payment_id, contract_id, invoice_id, amount)

-- name: insert_tenders
INSERT INTO tender (administration_id, payment_id, line, method, amount_centavos, reference)
SELECT $1::int, $2::uuid, line, method, amount, reference
FROM unnest($3::text[], $4::bigint[], $5::text[]) WITH ORDINALITY AS given (method, amount, reference, line)
