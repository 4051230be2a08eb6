-- What an auditor asks: each answer is a row that must not exist. They read the tables, not the code that wrote them.

-- name: payments_out_of_balance
SELECT 'payment ' || payment_id || ' out of balance'
FROM (
    SELECT payment.payment_id, payment.amount_centavos,
           coalesce(sum(entry.amount_centavos) FILTER (WHERE kind = 'received'), 0) AS received,
           coalesce(sum(entry.amount_centavos) FILTER (WHERE kind <> 'received'), 0) AS placed
    FROM payment LEFT JOIN ledger_entry entry USING (administration_id, payment_id)
    GROUP BY payment.payment_id, payment.amount_centavos
) sums
WHERE received <> amount_centavos OR placed <> amount_centavos

-- name: tenders_out_of_balance
SELECT 'tenders of payment ' || payment_id || ' differ from its amount'
FROM payment LEFT JOIN tender USING (administration_id, payment_id)
WHERE channel = 'till'
GROUP BY payment_id, payment.amount_centavos
HAVING coalesce(sum(tender.amount_centavos), 0) <> payment.amount_centavos

-- name: accounts_out_of_balance
SELECT 'account ' || coalesce(contract_id::text, 'none') || ' out of balance'
FROM ledger_entry
GROUP BY contract_id
HAVING sum(amount_centavos) FILTER (WHERE kind = 'received')
    IS DISTINCT FROM coalesce(sum(amount_centavos) FILTER (WHERE kind = 'applied'), 0)
                   + coalesce(sum(amount_centavos) FILTER (WHERE kind = 'credited'), 0)
                   + coalesce(sum(amount_centavos) FILTER (WHERE kind = 'suspense'), 0)
                   + coalesce(sum(amount_centavos) FILTER (WHERE kind = 'returned'), 0)

-- name: debts_overpaid
SELECT 'invoice ' || ledger_entry.invoice_id || ' is paid beyond its total or unknown'
FROM ledger_entry LEFT JOIN debt USING (administration_id, invoice_id)
WHERE kind = 'applied'
GROUP BY ledger_entry.invoice_id, total_centavos
HAVING sum(amount_centavos) > coalesce(total_centavos, 0) OR sum(amount_centavos) < 0

-- name: debts_withdrawn_and_paid
SELECT 'invoice ' || invoice_id || ' is withdrawn and money stays applied to it'
FROM debt_withdrawal JOIN ledger_entry USING (administration_id, invoice_id)
WHERE kind = 'applied'
GROUP BY invoice_id
HAVING sum(amount_centavos) <> 0

-- name: credits_below_zero
SELECT 'credit of contract ' || contract_id || ' from payment ' || payment_id || ' is below zero'
FROM ledger_entry
WHERE kind = 'credited'
GROUP BY contract_id, payment_id
HAVING sum(amount_centavos) < 0

-- name: entries_in_anothers_account
SELECT 'invoice ' || ledger_entry.invoice_id || ' is paid in the account of another contract'
FROM ledger_entry JOIN debt USING (administration_id, invoice_id)
WHERE kind = 'applied' AND ledger_entry.contract_id IS DISTINCT FROM debt.contract_id

-- name: folios_not_granted
SELECT 'folio ' || folio || ' lies in no granted range'
FROM payment
WHERE series IS NOT NULL AND folio_stands
  AND NOT EXISTS (SELECT 1 FROM folio_range WHERE folio_range.series = payment.series AND folio_number BETWEEN first AND last)

-- name: suspense_held_wrongly
SELECT 'suspense of payment ' || payment_id || ' is held otherwise than the ledger says'
FROM suspense_held FULL JOIN (
    SELECT payment_id, sum(amount_centavos) AS centavos FROM ledger_entry WHERE kind = 'suspense'
    GROUP BY payment_id HAVING sum(amount_centavos) <> 0) AS summed USING (payment_id)
WHERE suspense_held.centavos IS DISTINCT FROM summed.centavos

-- name: ledger_totals
SELECT coalesce(sum(amount_centavos) FILTER (WHERE kind = 'received'), 0),
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'applied'), 0),
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'credited'), 0),
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'suspense'), 0),
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'returned'), 0)
FROM ledger_entry
