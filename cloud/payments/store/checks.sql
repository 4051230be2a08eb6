-- What an auditor asks: each answer is a row that must not exist. They read the tables, not the code that wrote them.
-- $1: of what was recorded from then on.

-- name: payments_out_of_balance
SELECT 'payment ' || payment_id || ' out of balance'
FROM (
    SELECT payment.payment_id, payment.amount_centavos,
           coalesce(sum(entry.amount_centavos) FILTER (WHERE kind = 'received'), 0) AS received,
           coalesce(sum(entry.amount_centavos) FILTER (WHERE kind <> 'received'), 0) AS placed
    FROM payment LEFT JOIN ledger_entry entry USING (administration_id, payment_id)
    WHERE payment.payment_id IN (SELECT payment_id FROM payment WHERE recorded_at >= $1::timestamptz
                                 UNION SELECT payment_id FROM ledger_entry WHERE recorded_at >= $1::timestamptz)
    GROUP BY payment.payment_id, payment.amount_centavos
) sums
WHERE received <> amount_centavos OR placed <> amount_centavos
LIMIT 1000

-- name: tenders_out_of_balance
SELECT 'tenders of payment ' || payment_id || ' differ from its amount'
FROM payment LEFT JOIN tender USING (administration_id, payment_id)
WHERE channel = 'till' AND recorded_at >= $1::timestamptz
GROUP BY payment_id, payment.amount_centavos
HAVING coalesce(sum(tender.amount_centavos), 0) <> payment.amount_centavos
LIMIT 1000

-- name: movements_out_of_balance
-- Each movement balances in each account that it touches, so each account does.
SELECT 'movement ' || movement_id || ' out of balance in account ' || coalesce(contract_id::text, 'none')
FROM ledger_entry
WHERE recorded_at >= $1::timestamptz
GROUP BY movement_id, contract_id
HAVING sum(CASE WHEN kind = 'received' THEN amount_centavos ELSE -amount_centavos END) <> 0
LIMIT 1000

-- name: debts_overpaid
SELECT 'invoice ' || ledger_entry.invoice_id || ' is paid beyond its total or unknown'
FROM ledger_entry LEFT JOIN debt USING (administration_id, invoice_id)
WHERE kind = 'applied'
  AND ledger_entry.invoice_id IN (SELECT invoice_id FROM ledger_entry WHERE recorded_at >= $1::timestamptz)
GROUP BY ledger_entry.invoice_id, total_centavos
HAVING sum(amount_centavos) > coalesce(total_centavos, 0) OR sum(amount_centavos) < 0
LIMIT 1000

-- name: debts_withdrawn_and_paid
SELECT 'invoice ' || invoice_id || ' is withdrawn and money stays applied to it'
FROM debt_withdrawal JOIN ledger_entry USING (administration_id, invoice_id)
WHERE kind = 'applied'
  AND invoice_id IN (SELECT invoice_id FROM ledger_entry WHERE recorded_at >= $1::timestamptz
                     UNION SELECT invoice_id FROM debt_withdrawal WHERE withdrawn_at >= $1::timestamptz)
GROUP BY invoice_id
HAVING sum(amount_centavos) <> 0
LIMIT 1000

-- name: credits_below_zero
SELECT 'credit of contract ' || contract_id || ' from payment ' || payment_id || ' is below zero'
FROM ledger_entry
WHERE kind = 'credited' AND payment_id IN (SELECT payment_id FROM ledger_entry WHERE recorded_at >= $1::timestamptz)
GROUP BY contract_id, payment_id
HAVING sum(amount_centavos) < 0
LIMIT 1000

-- name: entries_in_anothers_account
SELECT 'invoice ' || ledger_entry.invoice_id || ' is paid in the account of another contract'
FROM ledger_entry JOIN debt USING (administration_id, invoice_id)
WHERE kind = 'applied' AND ledger_entry.contract_id IS DISTINCT FROM debt.contract_id
  AND ledger_entry.recorded_at >= $1::timestamptz
LIMIT 1000

-- name: folios_not_granted
SELECT 'folio ' || folio || ' lies in no granted range'
FROM payment
WHERE series IS NOT NULL AND folio_stands AND recorded_at >= $1::timestamptz
  AND NOT EXISTS (SELECT 1 FROM folio_range WHERE folio_range.series = payment.series
                  AND folio_number BETWEEN first AND last)
LIMIT 1000

-- name: suspense_held_wrongly
SELECT 'suspense of payment ' || payment_id || ' is held otherwise than the ledger says'
FROM (SELECT payment_id FROM ledger_entry WHERE recorded_at >= $1::timestamptz
      UNION SELECT payment_id FROM suspense_held WHERE since >= $1::timestamptz) AS touched
LEFT JOIN suspense_held USING (payment_id)
LEFT JOIN LATERAL (SELECT sum(amount_centavos) AS centavos FROM ledger_entry
                   WHERE kind = 'suspense' AND payment_id = touched.payment_id) AS summed ON true
WHERE coalesce(suspense_held.centavos, 0) <> coalesce(summed.centavos, 0)
LIMIT 1000

-- name: ledger_totals
SELECT coalesce(sum(amount_centavos) FILTER (WHERE kind = 'received'), 0),
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'applied'), 0),
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'credited'), 0),
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'suspense'), 0),
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'returned'), 0)
FROM ledger_entry

-- name: expect_ledger_check
INSERT INTO ledger_check (administration_id) VALUES ($1) ON CONFLICT DO NOTHING

-- name: list_ledger_checks
SELECT administration_id, (extract(epoch FROM checked_at) * 1000000)::bigint FROM ledger_check
ORDER BY checked_at LIMIT 1000

-- name: read_checked_to
SELECT (extract(epoch FROM checked_to) * 1000000)::bigint FROM ledger_check

-- name: note_ledger_check
INSERT INTO ledger_check AS known (administration_id, checked_to, checked_at, imbalances, folios_not_granted)
VALUES ($1, CASE WHEN $3 = 0 THEN $2::timestamptz ELSE '1970-01-01T00:00:00Z' END, $2::timestamptz, $3, $4)
ON CONFLICT (administration_id) DO UPDATE SET
    checked_to = CASE WHEN $3 = 0 THEN excluded.checked_to ELSE known.checked_to END,
    checked_at = excluded.checked_at, imbalances = excluded.imbalances, folios_not_granted = excluded.folios_not_granted

-- name: sum_ledger_checks
SELECT coalesce(sum(imbalances), 0), coalesce(sum(folios_not_granted), 0) FROM ledger_check
