-- name: insert_payment
INSERT INTO payment (administration_id, payment_id, channel, external_reference, fingerprint, contract_id,
                     contract_number, amount_centavos, series, folio_number, folio, folio_stands, session_id, taken_at,
                     recorded_at, taken_by, taken_at_raw_us, server_folio)
VALUES ($1, $2::uuid, $3, $4, $5, nullif($6, '')::uuid, $7, $8, nullif($9, ''), nullif($10, 0::bigint), nullif($11, ''),
        $12, nullif($13, '')::uuid, $14::timestamptz, $15::timestamptz, $16, nullif($17, 0::bigint), nullif($18, ''))
ON CONFLICT DO NOTHING

-- name: insert_payment_by_number
-- For the account that has this number; without one the contract stays open.
INSERT INTO payment (administration_id, payment_id, channel, external_reference, fingerprint, contract_id,
                     contract_number, amount_centavos, folio_stands, taken_at, recorded_at)
VALUES ($1, $2::uuid, $3, $4, $5, (SELECT contract_id FROM account WHERE contract_number = $6), $6, $7, true,
        $8::timestamptz, $9::timestamptz)
ON CONFLICT DO NOTHING

-- name: find_entered_payment
-- Whose payment has this key, and what its account owes: a row a debt, or one without. By the account that it was
-- entered for, which is locked: one that came with this number a moment later is not.
SELECT payment.payment_id, payment.fingerprint, account.contract_id, account.contract_number, account.version,
       (SELECT coalesce(sum(amount_centavos), 0) FROM ledger_entry
        WHERE ledger_entry.contract_id = account.contract_id AND kind = 'credited') AS credit_centavos,
       debt.invoice_id, debt.number, debt.period, debt.due_date, debt.total_centavos, debt.remaining_centavos,
       debt.consumed_litres
FROM payment
LEFT JOIN account ON account.contract_id = payment.contract_id
LEFT JOIN LATERAL (
    SELECT debt.*, debt.total_centavos - coalesce(paid.centavos, 0) AS remaining_centavos
    FROM debt
    LEFT JOIN LATERAL (
        SELECT sum(amount_centavos) AS centavos FROM ledger_entry
        WHERE ledger_entry.invoice_id = debt.invoice_id AND kind = 'applied'
    ) paid ON true
    WHERE debt.contract_id = account.contract_id AND debt.total_centavos > coalesce(paid.centavos, 0)
      AND NOT EXISTS (SELECT FROM debt_withdrawal AS withdrawn
                      WHERE withdrawn.administration_id = debt.administration_id
                        AND withdrawn.invoice_id = debt.invoice_id)
) debt ON true
WHERE payment.channel = $1 AND payment.external_reference = $2
ORDER BY debt.period, debt.due_date, debt.invoice_id

-- name: insert_tenders
INSERT INTO tender (administration_id, payment_id, position, method, amount_centavos, reference)
SELECT $1::int, $2::uuid, given.position, given.method, given.amount, given.reference
FROM unnest($3::text[], $4::bigint[], $5::text[]) WITH ORDINALITY AS given (method, amount, reference, position)

-- name: insert_entries
INSERT INTO ledger_entry (administration_id, movement_id, payment_id, contract_id, invoice_id, kind, amount_centavos,
                          recorded_at)
SELECT $1::int, given.*, $8::timestamptz
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[]) AS given

-- name: find_payment_fingerprint
SELECT fingerprint FROM payment WHERE payment_id = $1

-- name: find_payment
SELECT contract_number, amount_centavos FROM payment WHERE payment_id = $1

-- name: find_first_entries
SELECT kind, contract_id, invoice_id, amount_centavos FROM ledger_entry WHERE movement_id = $1 ORDER BY entry_id

-- name: find_known_payment
SELECT taken_by, session_id, coalesce(server_folio, folio, ''), amount_centavos, contract_number
FROM payment WHERE payment_id = $1

-- name: find_placed_money
-- Where a payment's money is now.
SELECT kind, contract_id, invoice_id, sum(amount_centavos)
FROM ledger_entry WHERE payment_id = $1 AND kind NOT IN ('received', 'returned')
GROUP BY kind, contract_id, invoice_id HAVING sum(amount_centavos) <> 0
ORDER BY kind, contract_id, invoice_id

-- name: insert_cancellation
INSERT INTO payment_cancellation (administration_id, payment_id, movement_id, reason, cancelled_by, authorized_by,
                                  cancelled_at, recorded_at)
VALUES ($1, $2::uuid, $3::uuid, $4, $5, $6, $7::timestamptz, $8::timestamptz)

-- name: find_cancellation
SELECT 1 FROM payment_cancellation WHERE payment_id = $1

-- name: find_same_cancellation
SELECT 1 FROM payment_cancellation
WHERE payment_id = $1 AND reason = $2 AND cancelled_by = $3 AND authorized_by = $4 AND cancelled_at = $5::timestamptz
