-- name: insert_reversal
INSERT INTO bill_reversal (administration_id, reversal_id, invoice_id, number, reason, note, asked_by, asked_at)
VALUES ($1, $2::uuid, $3::uuid, $4, $5, $6, $7, $8::timestamptz)
ON CONFLICT DO NOTHING

-- name: find_reversal_of
SELECT *, (extract(epoch FROM asked_at) * 1000000)::bigint AS asked_at_us FROM bill_reversal
WHERE invoice_id = $1::uuid AND state <> 'declined'

-- name: hold_reversal
SELECT *, (extract(epoch FROM asked_at) * 1000000)::bigint AS asked_at_us FROM bill_reversal
WHERE reversal_id = $1::uuid FOR UPDATE

-- name: list_reversals
SELECT *, (extract(epoch FROM asked_at) * 1000000)::bigint AS asked_at_us FROM bill_reversal
WHERE state = 'asked' ORDER BY asked_at, reversal_id LIMIT $1

-- name: decide_reversal
UPDATE bill_reversal SET state = $2, decided_by = $3, decided_at = $4::timestamptz
WHERE reversal_id = $1::uuid AND state = 'asked'

-- name: hold_run_of_invoice
-- The run first, as a page of it does: two that write a contract's claim never wait for each other in a circle.
SELECT billing_run.run_id FROM invoice JOIN billing_run USING (administration_id, run_id)
WHERE invoice_id = $1::uuid FOR UPDATE OF billing_run

-- name: reverse_invoice
UPDATE invoice SET state = 'reversed' WHERE invoice_id = $1::uuid AND state = 'issued'

-- name: take_out_of_run
UPDATE billing_run SET invoices = invoices - 1, billed_centavos = billed_centavos - $2 WHERE run_id = $1::uuid

-- name: release_claim
UPDATE claim SET released = true
WHERE contract_id = $1::uuid AND period = $2 AND concept = $3 AND revision = $4 AND invoice_id = $5::uuid

-- name: append_bill_event
INSERT INTO bill_event (administration_id, invoice_id, seq, kind, body)
SELECT $1::int, $2::uuid, max(seq) + 1, $3, $4 FROM bill_event WHERE invoice_id = $2::uuid
