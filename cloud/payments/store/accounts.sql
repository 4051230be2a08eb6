-- name: insert_accounts
INSERT INTO account (administration_id, contract_id, contract_number, version)
SELECT DISTINCT ON (given.contract_id) $1::int, given.contract_id, given.contract_number, 0
FROM unnest($2::uuid[], $3::text[]) AS given (contract_id, contract_number)
ON CONFLICT DO NOTHING

-- name: find_account_by_number
SELECT contract_id FROM account WHERE contract_number = $1

-- name: lock_accounts
SELECT contract_id FROM account WHERE contract_id = ANY ($1::uuid[]) ORDER BY contract_id FOR UPDATE

-- name: touch_accounts
-- Above what was ever announced, also after this database was put back to an older state: that was long ago ($2).
UPDATE account SET version = greatest(version + 1, extract(epoch FROM $2::timestamptz)::bigint)
WHERE contract_id = ANY ($1::uuid[])

-- name: touch_account_of
-- The same for the account of a payment that this transaction entered; one that another entered changes nothing.
UPDATE account SET version = greatest(version + 1, extract(epoch FROM $1::timestamptz)::bigint)
WHERE contract_id = (SELECT contract_id FROM payment WHERE payment_id = $2::uuid)

-- name: list_account_ids
SELECT contract_id FROM account
WHERE contract_id > coalesce(nullif($1, ''), '00000000-0000-0000-0000-000000000000')::uuid
ORDER BY contract_id LIMIT $2

-- name: find_accounts
SELECT account.contract_id, contract_number, version, coalesce(credit.centavos, 0) AS credit_centavos
FROM account
LEFT JOIN LATERAL (
    SELECT sum(amount_centavos) AS centavos FROM ledger_entry
    WHERE ledger_entry.contract_id = account.contract_id AND kind = 'credited'
) credit ON true
WHERE account.contract_id = ANY ($1::uuid[])
ORDER BY account.contract_id

-- name: find_open_debts
SELECT debt.*, debt.total_centavos - coalesce(paid.centavos, 0) AS remaining_centavos
FROM debt
LEFT JOIN LATERAL (
    SELECT sum(amount_centavos) AS centavos FROM ledger_entry
    WHERE ledger_entry.invoice_id = debt.invoice_id AND kind = 'applied'
) paid ON true
WHERE debt.contract_id = ANY ($1::uuid[]) AND debt.total_centavos > coalesce(paid.centavos, 0)
  AND NOT EXISTS (SELECT FROM debt_withdrawal AS withdrawn
                  WHERE withdrawn.administration_id = debt.administration_id AND withdrawn.invoice_id = debt.invoice_id)
ORDER BY debt.contract_id, debt.period, debt.due_date, debt.invoice_id

-- name: find_contracts_of_invoices
SELECT DISTINCT contract_id FROM debt WHERE invoice_id = ANY ($1::uuid[])

-- name: find_settled_debts
SELECT debt.*, 0 AS remaining_centavos, withdrawn.invoice_id IS NOT NULL AS is_withdrawn
FROM debt
LEFT JOIN debt_withdrawal AS withdrawn
    ON withdrawn.administration_id = debt.administration_id AND withdrawn.invoice_id = debt.invoice_id
WHERE debt.invoice_id = ANY ($1::uuid[])
  AND (withdrawn.invoice_id IS NOT NULL
       OR debt.total_centavos <= (SELECT coalesce(sum(amount_centavos), 0) FROM ledger_entry
                                  WHERE ledger_entry.invoice_id = debt.invoice_id AND kind = 'applied'))

-- name: withdraw_debts
INSERT INTO debt_withdrawal (administration_id, invoice_id, contract_id, reason, withdrawn_at)
SELECT $1::int, given.*, $5::timestamptz
FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS given
ON CONFLICT DO NOTHING
RETURNING invoice_id

-- name: find_paid_parts
SELECT payment_id, contract_id, invoice_id, sum(amount_centavos)
FROM ledger_entry
WHERE kind = 'applied' AND invoice_id = ANY ($1::uuid[])
GROUP BY payment_id, contract_id, invoice_id
HAVING sum(amount_centavos) > 0
ORDER BY payment_id, invoice_id

-- name: list_debt_payments
-- Without what the contract's credit paid, which becomes credit again. A cancelled payment leaves all its places in one
-- movement, its credit among them: what left this bill is always counted.
SELECT payment_id, paid.centavos,
       coalesce(payment.server_folio, payment.folio, payment.channel || ' ' || payment.external_reference) AS reference
FROM (SELECT entry.payment_id, sum(entry.amount_centavos) AS centavos
      FROM ledger_entry AS entry
      WHERE entry.invoice_id = $1::uuid AND entry.kind = 'applied'
        AND (entry.amount_centavos < 0
             OR NOT EXISTS (SELECT FROM ledger_entry AS spent
                            WHERE spent.administration_id = entry.administration_id
                              AND spent.movement_id = entry.movement_id
                              AND spent.kind = 'credited' AND spent.amount_centavos < 0))
      GROUP BY entry.payment_id
      HAVING sum(entry.amount_centavos) > 0) AS paid
JOIN payment USING (payment_id)
ORDER BY reference
LIMIT $2

-- name: insert_debts
INSERT INTO debt (administration_id, invoice_id, contract_id, number, period, due_date, total_centavos, consumed_litres)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::bigint[], $8::bigint[]) AS given
ON CONFLICT DO NOTHING
RETURNING contract_id

-- name: find_credits
SELECT payment_id, contract_id, sum(amount_centavos)
FROM ledger_entry
WHERE kind = 'credited' AND contract_id = ANY ($1::uuid[])
GROUP BY payment_id, contract_id
HAVING sum(amount_centavos) > 0
ORDER BY contract_id, min(entry_id)
