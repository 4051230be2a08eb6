-- name: search_words
SELECT row FROM contract WHERE row IN (SELECT rowid FROM contract_words WHERE contract_words MATCH ? ORDER BY rowid LIMIT 20)

-- name: search_number
SELECT row FROM contract WHERE number_key >= ?1 AND number_key < ?1 || ':' ORDER BY number_key LIMIT 20

-- name: search_number_end
SELECT row FROM contract WHERE number_reversed >= ?1 AND number_reversed < ?1 || ':' ORDER BY number_reversed LIMIT 20

-- name: search_meter
SELECT row FROM contract WHERE meter_key >= ?1 AND meter_key < ?1 || ':' ORDER BY meter_key LIMIT 20

-- name: search_meter_end
SELECT row FROM contract WHERE meter_reversed >= ?1 AND meter_reversed < ?1 || ':' ORDER BY meter_reversed LIMIT 20

-- name: search_hit
SELECT c.contract_id, c.number, c.customer_name, c.street, c.street_number, c.settlement, c.municipality,
  (SELECT coalesce(sum(d.remaining_centavos - d.pending_centavos), 0) FROM debt_now d WHERE d.contract_id = c.contract_id),
  (SELECT count(*) FROM debt_now d WHERE d.contract_id = c.contract_id AND d.remaining_centavos > d.pending_centavos)
FROM contract c WHERE c.row = ?

-- name: contract_count
SELECT count(*) FROM contract

-- name: vocabulary
SELECT term, doc FROM contract_vocabulary WHERE length(term) >= 4 LIMIT 200000

-- name: data_version
PRAGMA data_version
