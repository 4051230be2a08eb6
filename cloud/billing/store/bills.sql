-- name: claim_contracts
INSERT INTO claim (administration_id, contract_id, period, concept, run_id, invoice_id, meter_id)
SELECT $1::int, given.contract_id, $2, $3, $4::uuid, given.invoice_id, given.meter_id
FROM unnest($5::uuid[], $6::uuid[], $7::uuid[]) AS given (contract_id, invoice_id, meter_id)
ON CONFLICT DO NOTHING
RETURNING contract_id

-- name: find_claims_by_another_meter
SELECT given.contract_id
FROM unnest($3::uuid[], $4::uuid[]) AS given (contract_id, meter_id)
JOIN claim ON claim.contract_id = given.contract_id AND claim.period = $1 AND claim.concept = $2
WHERE claim.meter_id <> given.meter_id

-- name: insert_bill_events
INSERT INTO bill_event (administration_id, invoice_id, seq, kind, body)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[]) AS given

-- name: insert_invoices
INSERT INTO invoice (administration_id, invoice_id, number, contract_id, period, run_id, total_centavos, state)
SELECT $1::int, given.invoice_id, given.number, given.contract_id, $2, $3::uuid, given.total, 'issued'
FROM unnest($4::uuid[], $5::text[], $6::uuid[], $7::bigint[]) AS given (invoice_id, number, contract_id, total)

-- name: find_bill_events
SELECT invoice_id, kind, body FROM bill_event WHERE invoice_id = ANY ($1::uuid[]) ORDER BY invoice_id, seq

-- name: list_invoice_ids
SELECT invoice_id, period FROM invoice
WHERE contract_id = $1 AND (period, invoice_id) < ($2, $3::uuid)
ORDER BY period DESC, invoice_id DESC
LIMIT $4
