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
UPDATE account SET version = version + 1 WHERE contract_id = ANY ($1::uuid[])

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
ORDER BY debt.contract_id, debt.period, debt.due_date, debt.invoice_id

-- name: find_contracts_of_invoices
SELECT DISTINCT contract_id FROM debt WHERE invoice_id = ANY ($1::uuid[])

-- name: find_settled_debts
SELECT debt.* , 0 AS remaining_centavos
FROM debt
WHERE debt.invoice_id = ANY ($1::uuid[])
  AND debt.total_centavos <= (SELECT coalesce(sum(amount_centavos), 0) FROM ledger_entry
                              WHERE ledger_entry.invoice_id = debt.invoice_id AND kind = 'applied')

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
