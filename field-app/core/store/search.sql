-- name: search_words
SELECT row FROM contract WHERE row IN (SELECT rowid FROM contract_words WHERE contract_words MATCH ?
                                       ORDER BY rowid LIMIT 20)

-- name: search_number_whole
SELECT row FROM contract WHERE number_reversed = ? LIMIT 2

-- name: search_number_key
SELECT row FROM contract WHERE number_key = ? ORDER BY number LIMIT 20

-- name: search_number_literal
SELECT row FROM contract WHERE number >= ?1 AND number < ?1 || ':' ORDER BY number LIMIT 20

-- name: search_meter_whole
SELECT row FROM contract WHERE meter_reversed = ? LIMIT 5

-- name: own_administration
SELECT administration FROM sync_device

-- name: has_bill_of_prefix
SELECT 1 FROM debt d JOIN contract c ON c.contract_id = d.contract_id
WHERE c.row = ?1 AND substr(d.number, 1, length(?2)) = ?2 COLLATE NOCASE LIMIT 1

-- name: search_folio
SELECT c.row FROM payment p JOIN contract c ON c.contract_id = p.contract_id WHERE p.series = ? AND p.folio_number = ?

-- name: search_number
SELECT row FROM contract WHERE number_key >= ?1 AND number_key < ?1 || ':' ORDER BY number_key LIMIT 20

-- name: search_number_end
SELECT row FROM contract WHERE number_reversed >= ?1 AND number_reversed < ?1 || ':' ORDER BY number_reversed LIMIT 20

-- name: search_meter
SELECT row FROM contract WHERE meter_key >= ?1 AND meter_key < ?1 || ':' ORDER BY meter_key LIMIT 20

-- name: search_meter_end
SELECT row FROM contract WHERE meter_reversed >= ?1 AND meter_reversed < ?1 || ':' ORDER BY meter_reversed LIMIT 20

-- name: search_hit
SELECT contract_id, number, customer_name, street, street_number, settlement, meter_label FROM contract WHERE row = ?

-- name: owed_now
SELECT coalesce(sum(owed), 0), count(*)
FROM (SELECT remaining_centavos - pending_centavos AS owed FROM debt_now WHERE contract_id = ?) WHERE owed > 0

-- name: contract_count
SELECT count(*) FROM contract

-- name: vocabulary
SELECT term, doc FROM contract_vocabulary WHERE length(term) >= 4 LIMIT 200000

-- name: data_version
PRAGMA data_version
