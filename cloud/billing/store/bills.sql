-- name: claim_contracts
INSERT INTO claim (administration_id, contract_id, period, concept, run_id, invoice_id, meter_id, revision)
SELECT $1::int, given.contract_id, $2, $3, $4::uuid, given.invoice_id, given.meter_id, given.revision
FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::int[]) AS given (contract_id, invoice_id, meter_id, revision)
ON CONFLICT DO NOTHING
RETURNING contract_id

-- name: find_claims
SELECT claim.contract_id, claim.revision, claim.released, claim.meter_id
FROM unnest($1::uuid[]) AS given (contract_id)
CROSS JOIN LATERAL (SELECT * FROM claim
                    WHERE claim.contract_id = given.contract_id AND claim.period = $2 AND claim.concept = $3
                    ORDER BY claim.revision DESC LIMIT 1) AS claim

-- name: insert_bill_events
INSERT INTO bill_event (administration_id, invoice_id, seq, kind, body)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[]) AS given

-- name: insert_invoices
INSERT INTO invoice (administration_id, invoice_id, number, contract_id, period, run_id, total_centavos, revision,
                     state)
SELECT $1::int, given.invoice_id, given.number, given.contract_id, $2, $3::uuid, given.total, given.revision, 'issued'
FROM unnest($4::uuid[], $5::text[], $6::uuid[], $7::bigint[], $8::int[])
     AS given (invoice_id, number, contract_id, total, revision)

-- name: find_bill_events
SELECT invoice_id, kind, body FROM bill_event WHERE invoice_id = ANY ($1::uuid[]) ORDER BY invoice_id, seq

-- name: list_invoice_ids
SELECT invoice_id, period FROM invoice
WHERE contract_id = $1 AND (period, invoice_id) < ($2, $3::uuid)
ORDER BY period DESC, invoice_id DESC
LIMIT $4

-- name: list_bill_heads
SELECT invoice_id, number, period, total_centavos, state FROM invoice
WHERE contract_id = $1::uuid
ORDER BY period DESC, invoice_id DESC
LIMIT $2

-- name: list_standing_bills
-- Locked, so that a reversal is told after what is told of them here.
SELECT invoice_id, run_id FROM invoice
WHERE state = 'issued' AND invoice_id > coalesce(nullif($1, ''), '00000000-0000-0000-0000-000000000000')::uuid
ORDER BY invoice_id LIMIT $2 FOR SHARE
