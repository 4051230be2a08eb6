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

-- name: copy_parts
-- How the copy that is shown is made: its tables before their indexes.
SELECT type, name, tbl_name, sql FROM sqlite_master
WHERE tbl_name IN ('contract', 'contract_words', 'account', 'debt', 'invoice', 'month_of_use') AND sql IS NOT NULL
ORDER BY type DESC, name

-- name: has_coming_copy
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'coming_contract'

-- name: next_copy
-- A number that no table and no index of any copy bears.
SELECT 1 + coalesce(max(number), 0) FROM (
  SELECT CAST(substr(name, length('gone_') + 1) AS INTEGER) AS number FROM sqlite_master WHERE name GLOB 'gone_[0-9]*'
  UNION ALL SELECT CAST(substr(name, instr(name, '_copy_') + length('_copy_')) AS INTEGER) FROM sqlite_master
  WHERE type = 'index' AND name GLOB '*_copy_[0-9]*')

-- name: rename_freely
-- A view goes on meaning the table that bears the name.
PRAGMA legacy_alter_table = ON

-- name: give_up_coming_copy
ALTER TABLE coming_contract RENAME TO gone_contract;
ALTER TABLE coming_contract_words RENAME TO gone_contract_words;
ALTER TABLE coming_account RENAME TO gone_account;
ALTER TABLE coming_debt RENAME TO gone_debt;
ALTER TABLE coming_invoice RENAME TO gone_invoice;
ALTER TABLE coming_month_of_use RENAME TO gone_month_of_use;

-- name: end_standing_copy
ALTER TABLE contract RENAME TO gone_contract;
ALTER TABLE contract_words RENAME TO gone_contract_words;
ALTER TABLE account RENAME TO gone_account;
ALTER TABLE debt RENAME TO gone_debt;
ALTER TABLE invoice RENAME TO gone_invoice;
ALTER TABLE month_of_use RENAME TO gone_month_of_use;

-- name: stand_coming_copy
ALTER TABLE coming_contract RENAME TO contract;
ALTER TABLE coming_contract_words RENAME TO contract_words;
ALTER TABLE coming_account RENAME TO account;
ALTER TABLE coming_debt RENAME TO debt;
ALTER TABLE coming_invoice RENAME TO invoice;
ALTER TABLE coming_month_of_use RENAME TO month_of_use;

-- name: unsee_effects
-- What is not in the copy that is shown from now on is pending over it.
UPDATE payment SET effect_seen = 0 WHERE effect_seen = 1 AND operation_seq > ?

-- name: unsee_cancellations
UPDATE cancellation SET effect_seen = 0 WHERE effect_seen = 1 AND operation_seq > ?

-- name: gone_table
SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'gone_[0-9]*' AND name NOT GLOB '*_words_*'
ORDER BY name LIMIT 1

-- name: gone_index
SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL LIMIT 1

-- name: sweep_contract
DELETE FROM contract WHERE row IN (SELECT row FROM contract ORDER BY row LIMIT ?)

-- name: sweep_account
DELETE FROM account WHERE contract_id IN (SELECT contract_id FROM account ORDER BY contract_id LIMIT ?)

-- name: sweep_debt
DELETE FROM debt WHERE invoice_id IN (SELECT invoice_id FROM debt ORDER BY invoice_id LIMIT ?)

-- name: sweep_invoice
DELETE FROM invoice WHERE invoice_id IN (SELECT invoice_id FROM invoice ORDER BY invoice_id LIMIT ?)

-- name: sweep_month_of_use
DELETE FROM month_of_use WHERE (contract_id, period) IN (
  SELECT contract_id, period FROM month_of_use ORDER BY contract_id, period LIMIT ?)

-- name: drop_seen_effects
UPDATE payment SET effect_seen = 1 WHERE effect_seen = 0 AND operation_seq <= ?

-- name: drop_seen_cancellations
UPDATE cancellation SET effect_seen = 1 WHERE effect_seen = 0 AND operation_seq <= ?

-- name: add_folio_range
INSERT INTO folio_range (series, first, last, next) VALUES (?1, ?2, ?3, ?2) ON CONFLICT DO NOTHING

-- name: keep_older_bill
INSERT OR REPLACE INTO older_bill (invoice_id, body) VALUES (?,?)

-- name: forget_old_bills
DELETE FROM older_bill WHERE got <= (SELECT max(got) FROM older_bill) - ?

-- name: keep_bill_list
INSERT OR REPLACE INTO bill_list (contract_id, body) VALUES (?,?)

-- name: forget_old_lists
DELETE FROM bill_list WHERE got <= (SELECT max(got) FROM bill_list) - ?

-- name: keep_bill_refusal
INSERT INTO bill_refusal (key, problem) VALUES (?,?)

-- name: forget_bill_refusals
DELETE FROM bill_refusal

-- name: held_folios
SELECT series, first, last FROM folio_range ORDER BY series = ? DESC, first DESC LIMIT 64

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
