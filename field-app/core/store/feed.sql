-- name: contract_row
SELECT row, customer_name, street, street_number, settlement, municipality FROM contract WHERE contract_id = ?

-- name: insert_contract
INSERT INTO contract (contract_id, number, number_key, number_reversed, customer_name, street, street_number,
  settlement, municipality, zone_id, use_class, tariff_code, meter_label, meter_serial, meter_key, meter_reversed,
  state)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
ON CONFLICT (contract_id) DO UPDATE SET number = excluded.number, number_key = excluded.number_key,
  number_reversed = excluded.number_reversed, customer_name = excluded.customer_name, street = excluded.street,
  street_number = excluded.street_number, settlement = excluded.settlement, municipality = excluded.municipality,
  zone_id = excluded.zone_id, use_class = excluded.use_class, tariff_code = excluded.tariff_code,
  meter_label = excluded.meter_label, meter_serial = excluded.meter_serial, meter_key = excluded.meter_key,
  meter_reversed = excluded.meter_reversed, state = excluded.state

-- name: delete_contract
DELETE FROM contract WHERE contract_id = ?

-- name: insert_words
INSERT INTO contract_words (rowid, name, place) VALUES (?,?,?)

-- name: delete_words
INSERT INTO contract_words (contract_words, rowid, name, place) VALUES ('delete', ?,?,?)

-- name: put_account
INSERT INTO account (contract_id, credit_centavos, version, as_of_us) VALUES (?,?,?,?)
ON CONFLICT (contract_id) DO UPDATE SET credit_centavos = excluded.credit_centavos, version = excluded.version,
  as_of_us = excluded.as_of_us

-- name: delete_account
DELETE FROM account WHERE contract_id = ?

-- name: delete_debts
DELETE FROM debt WHERE contract_id = ?

-- name: insert_debt
INSERT INTO debt (invoice_id, contract_id, position, number, period, due_date, total_centavos, remaining_centavos,
  consumed_litres, issued_centavos, surcharge_centavos) VALUES (?,?,?,?,?,?,?,?,?,?,?)

-- name: put_invoice
INSERT OR REPLACE INTO invoice (invoice_id, contract_id, period, consumed_litres, body) VALUES (?,?,?,?,?)

-- name: delete_bills
DELETE FROM invoice WHERE contract_id = ?

-- name: put_month
INSERT OR REPLACE INTO month_of_use (contract_id, period, litres) VALUES (?,?,?)

-- name: delete_months
DELETE FROM month_of_use WHERE contract_id = ?

-- name: put_cashier
INSERT OR REPLACE INTO cashier (cashier_id, name, pin_salt, pin_verifier, role) VALUES (?,?,?,?,?)

-- name: delete_cashiers
DELETE FROM cashier

-- name: forget_confirmed
-- What was seen goes with the rows: while the partition comes anew, an account may pass through the states of last
-- month.
UPDATE payment SET effect_seen = 0 WHERE effect_seen = 1;
DELETE FROM contract; DELETE FROM account; DELETE FROM debt; DELETE FROM invoice; DELETE FROM month_of_use;
INSERT INTO contract_words (contract_words) VALUES ('delete-all');

-- name: drop_seen_effects
UPDATE payment SET effect_seen = 1 WHERE effect_seen = 0 AND operation_seq <= ?

-- name: drop_seen_cancellations
UPDATE cancellation SET effect_seen = 1 WHERE effect_seen = 0 AND operation_seq <= ?

-- name: add_folio_range
INSERT INTO folio_range (series, first, last, next) VALUES (?1, ?2, ?3, ?2) ON CONFLICT DO NOTHING

-- name: folio_standing
SELECT coalesce(sum(last + 1 - next), 0), coalesce(max(last), 0),
  coalesce((SELECT last + 1 - first FROM folio_range WHERE series = ?1 ORDER BY first DESC LIMIT 1), 0),
  coalesce((SELECT epoch FROM sync_device), 1)
FROM folio_range WHERE series = ?1

-- name: void_unused_folios
-- Each has its row, so that every number can be accounted for.
WITH RECURSIVE unused (series, number, last) AS (
  SELECT series, next, last FROM folio_range WHERE next <= last
  UNION ALL SELECT series, number + 1, last FROM unused WHERE number < last)
INSERT OR IGNORE INTO folio_use (series, number, state) SELECT series, number, 'void' FROM unused

-- name: end_folio_ranges
UPDATE folio_range SET next = last + 1 WHERE next <= last
