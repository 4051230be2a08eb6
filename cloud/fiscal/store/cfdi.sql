-- name: insert_pending
INSERT INTO cfdi (administration_id, cfdi_id, invoice_id, contract_id, customer_id, period, state, total_centavos, invoice, next_try, taken_at)
SELECT $1::int, given.cfdi_id, given.invoice_id, given.contract_id, given.customer_id, given.period, 'pending', given.total, given.invoice,
       $9::timestamptz, $9::timestamptz
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::bytea[])
     AS given (cfdi_id, invoice_id, contract_id, customer_id, period, total, invoice)
ON CONFLICT DO NOTHING

-- name: administrations_with_due
SELECT DISTINCT administration_id
FROM cfdi
WHERE state IN ('pending', 'sealed', 'unknown') AND next_try <= $1::timestamptz
ORDER BY administration_id

-- name: claim_due
UPDATE cfdi
SET next_try = $2::timestamptz
WHERE (administration_id, cfdi_id) IN (
    SELECT administration_id, cfdi_id
    FROM cfdi
    WHERE administration_id = $4::int AND state IN ('pending', 'sealed', 'unknown') AND next_try <= $1::timestamptz
    ORDER BY next_try, cfdi_id
    LIMIT $3
    FOR UPDATE SKIP LOCKED)
RETURNING cfdi_id, customer_id, state, invoice, xml_sealed, extract(epoch FROM sealed_at)::bigint AS sealed_s, tries

-- name: save_sealed
UPDATE cfdi
SET state = 'sealed', xml_sealed = given.xml, sealed_at = $3::timestamptz, reason = ''
FROM unnest($1::uuid[], $2::bytea[]) AS given (cfdi_id, xml)
WHERE cfdi.cfdi_id = given.cfdi_id AND cfdi.administration_id = $4::int AND cfdi.state = 'pending'
RETURNING cfdi.cfdi_id

-- name: save_stamped
UPDATE cfdi
SET state = 'stamped', xml_sealed = given.xml, uuid = given.uuid, stamped_at = given.stamped_at, reason = ''
FROM unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::text[]) AS given (cfdi_id, xml, uuid, stamped_at)
WHERE cfdi.cfdi_id = given.cfdi_id AND cfdi.administration_id = $5::int AND cfdi.state IN ('sealed', 'unknown')
RETURNING cfdi.cfdi_id, cfdi.invoice_id, cfdi.contract_id, cfdi.uuid, cfdi.stamped_at

-- name: save_rejected
UPDATE cfdi
SET state = 'rejected', reason = given.reason
FROM unnest($1::uuid[], $2::text[]) AS given (cfdi_id, reason)
WHERE cfdi.cfdi_id = given.cfdi_id AND cfdi.administration_id = $3::int AND cfdi.state <> 'stamped'

-- name: save_postponed
UPDATE cfdi
SET state = given.state, tries = cfdi.tries + 1, next_try = given.next_try, reason = given.reason
FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[]) AS given (cfdi_id, state, next_try, reason)
WHERE cfdi.cfdi_id = given.cfdi_id AND cfdi.administration_id = $5::int AND cfdi.state <> 'stamped'

-- name: find_cfdi
SELECT cfdi_id, invoice_id, contract_id, customer_id, state, invoice, xml_sealed, uuid, stamped_at, reason
FROM cfdi
WHERE administration_id = $2::int AND invoice_id = $1::uuid

-- name: progress
SELECT count(*) FILTER (WHERE state IN ('sealed', 'unknown')) AS sealed,
       count(*) FILTER (WHERE state = 'stamped') AS stamped,
       count(*) FILTER (WHERE state = 'rejected') AS rejected,
       coalesce(sum(total_centavos) FILTER (WHERE state = 'stamped'), 0)::bigint AS stamped_centavos
FROM cfdi
WHERE administration_id = $2::int AND period = $1
