-- name: insert_pending
INSERT INTO cfdi (administration_id, cfdi_id, invoice_id, revision, contract_id, customer_id, period, state,
                  total_centavos, invoice, next_try, taken_at)
SELECT $1::int, given.cfdi_id, given.invoice_id, given.revision, given.contract_id, given.customer_id, given.period,
       'pending', given.total, given.invoice, given.first_try, $11::timestamptz
FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::uuid[], $6::uuid[], $7::text[], $8::bigint[], $9::bytea[],
            $10::timestamptz[])
     AS given (cfdi_id, invoice_id, revision, contract_id, customer_id, period, total, invoice, first_try)
ON CONFLICT DO NOTHING

-- name: remember_administration
INSERT INTO cfdi_administration (administration_id) VALUES ($1::int) ON CONFLICT DO NOTHING

-- name: find_administrations
SELECT administration_id FROM cfdi_administration ORDER BY administration_id

-- name: claim_due
-- Of each wanted state in turn the longest due: one short walk of an index a state, however many are due.
UPDATE cfdi
SET next_try = $2::timestamptz
FROM (SELECT due.cfdi_id
      FROM unnest($5::text[]) AS wanted (state)
      CROSS JOIN LATERAL (
          SELECT cfdi_id
          FROM cfdi
          WHERE administration_id = $4::int AND cfdi.state = wanted.state AND next_try <= $1::timestamptz
          ORDER BY next_try, cfdi_id
          LIMIT $3
          FOR UPDATE SKIP LOCKED) AS due
      LIMIT $3) AS taken
WHERE cfdi.administration_id = $4::int AND cfdi.cfdi_id = taken.cfdi_id
RETURNING cfdi.cfdi_id, customer_id, state, invoice, xml_sealed, tries, waits,
          EXISTS (SELECT FROM bill_reversal AS reversed
                  WHERE reversed.administration_id = cfdi.administration_id
                    AND reversed.invoice_id = cfdi.invoice_id) AS is_reversed

-- name: save_sealed
UPDATE cfdi
SET state = 'sealed', xml_sealed = given.xml, sealed_at = $4::timestamptz, remark = given.remark, reason = ''
FROM unnest($1::uuid[], $2::bytea[], $3::text[]) AS given (cfdi_id, xml, remark)
WHERE cfdi.cfdi_id = given.cfdi_id AND cfdi.administration_id = $5::int AND cfdi.state = 'pending'
RETURNING cfdi.cfdi_id

-- name: save_stamped
UPDATE cfdi
SET state = 'stamped', xml_sealed = given.xml, uuid = given.uuid, stamped_at = given.stamped_at, reason = ''
FROM unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::text[]) AS given (cfdi_id, xml, uuid, stamped_at)
WHERE cfdi.cfdi_id = given.cfdi_id AND cfdi.administration_id = $5::int AND cfdi.state IN ('sealed', 'unknown')
RETURNING cfdi.cfdi_id, cfdi.invoice_id, cfdi.contract_id, cfdi.uuid, cfdi.stamped_at

-- name: save_ended
-- Rejected, set aside, withdrawn or not needed: nothing moves it again but a person. A reversed bill's is not rejected
-- any more.
UPDATE cfdi
SET state = CASE WHEN given.state = 'rejected' AND EXISTS (
                     SELECT FROM bill_reversal AS reversed
                     WHERE reversed.administration_id = cfdi.administration_id
                       AND reversed.invoice_id = cfdi.invoice_id)
                 THEN 'withdrawn' ELSE given.state END,
    resume_as = CASE WHEN given.state = 'set_aside' THEN cfdi.state END, reason = given.reason,
    tries = cfdi.tries + given.tries, next_try = $5::timestamptz
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) AS given (cfdi_id, state, reason, tries)
WHERE cfdi.cfdi_id = given.cfdi_id AND cfdi.administration_id = $6::int
  AND cfdi.state IN ('pending', 'sealed', 'unknown')
RETURNING cfdi.cfdi_id, cfdi.state, cfdi.reason

-- name: hold_of_invoices
-- Before their reversals are written: whoever is finishing one of these documents has committed then, or sees the
-- reversal.
SELECT cfdi_id FROM cfdi WHERE invoice_id = ANY ($1::uuid[]) AND administration_id = $2::int ORDER BY cfdi_id FOR UPDATE

-- name: insert_reversals
INSERT INTO bill_reversal (administration_id, invoice_id, motive, reason, reversed_at)
SELECT $1::int, given.*, $5::timestamptz
FROM unnest($2::uuid[], $3::text[], $4::text[]) AS given
ON CONFLICT DO NOTHING

-- name: withdraw
-- What no PAC has seen. What it may have seen is asked about first, when its turn comes.
UPDATE cfdi
SET state = 'withdrawn', resume_as = NULL, reason = ''
WHERE invoice_id = ANY ($1::uuid[]) AND administration_id = $2::int
  AND (state IN ('pending', 'rejected') OR (state = 'set_aside' AND resume_as = 'pending'))
RETURNING cfdi_id

-- name: ask_cancellations
INSERT INTO cfdi_cancellation (administration_id, cfdi_id, motive, asked_at)
SELECT cfdi.administration_id, cfdi.cfdi_id, reversed.motive, $2::timestamptz
FROM cfdi JOIN bill_reversal AS reversed USING (administration_id, invoice_id)
WHERE cfdi.administration_id = $3::int AND cfdi.invoice_id = ANY ($1::uuid[]) AND cfdi.state = 'stamped'
ON CONFLICT DO NOTHING
RETURNING cfdi_id, motive

-- name: save_postponed
UPDATE cfdi
SET state = given.state, waits = cfdi.waits + given.waits, next_try = given.next_try, reason = given.reason
FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::int[])
    AS given (cfdi_id, state, next_try, reason, waits)
WHERE cfdi.cfdi_id = given.cfdi_id AND cfdi.administration_id = $6::int
  AND cfdi.state IN ('pending', 'sealed', 'unknown')

-- name: give_back
-- Claimed and not tried: due as before.
UPDATE cfdi
SET next_try = $2::timestamptz
WHERE cfdi_id = ANY ($1::uuid[]) AND administration_id = $3::int AND state IN ('pending', 'sealed', 'unknown')

-- name: retry
UPDATE cfdi
SET state = coalesce(resume_as, 'pending'), resume_as = NULL, reason = '', waits = 0, next_try = $2::timestamptz
WHERE invoice_id = ANY ($1::uuid[]) AND administration_id = $3::int AND state IN ('rejected', 'set_aside')
RETURNING cfdi_id

-- name: retry_rejected_of_customer
UPDATE cfdi
SET state = 'pending', reason = '', waits = 0, next_try = $2::timestamptz
WHERE customer_id = $1::uuid AND administration_id = $3::int AND state = 'rejected'
RETURNING cfdi_id

-- name: insert_notes
INSERT INTO cfdi_note (administration_id, cfdi_id, noted_at, what, subject, reason, correlation_id)
SELECT $1::int, given.cfdi_id, $2::timestamptz, given.what, $3, given.reason, $4
FROM unnest($5::uuid[], $6::text[], $7::text[]) AS given (cfdi_id, what, reason)

-- name: find_notes
SELECT (extract(epoch FROM noted_at) * 1000000)::bigint AS at_us, what, subject, reason
FROM cfdi_note
WHERE administration_id = $2::int AND cfdi_id = $1::uuid
ORDER BY note_id DESC
LIMIT $3

-- name: find_cfdi
SELECT cfdi_id, invoice_id, contract_id, customer_id, CASE WHEN motive IS NULL THEN state ELSE 'to_cancel' END AS state,
       invoice, xml_sealed, uuid, stamped_at, reason, remark, coalesce(motive, '') AS motive,
       EXISTS (SELECT FROM bill_reversal AS reversed
               WHERE reversed.administration_id = cfdi.administration_id
                 AND reversed.invoice_id = cfdi.invoice_id) AS is_reversed
FROM cfdi LEFT JOIN cfdi_cancellation USING (administration_id, cfdi_id)
WHERE administration_id = $2::int AND invoice_id = $1::uuid
ORDER BY revision DESC
LIMIT 1

-- name: find_standing
SELECT cfdi_id, invoice_id, revision, contract_id, customer_id, period,
       CASE WHEN motive IS NULL THEN state ELSE 'to_cancel' END AS state, coalesce(motive, '') AS motive, reason,
       remark, tries, (extract(epoch FROM next_try) * 1000000)::bigint AS next_try_us,
       (extract(epoch FROM taken_at) * 1000000)::bigint AS taken_at_us
FROM cfdi LEFT JOIN cfdi_cancellation USING (administration_id, cfdi_id)
WHERE administration_id = $2::int AND invoice_id = $1::uuid
ORDER BY revision DESC
LIMIT 1

-- name: list_to_cancel
SELECT cfdi_id, invoice_id, revision, contract_id, customer_id, period, 'to_cancel' AS state, motive, reason, remark,
       tries, (extract(epoch FROM next_try) * 1000000)::bigint AS next_try_us,
       (extract(epoch FROM taken_at) * 1000000)::bigint AS taken_at_us
FROM cfdi_cancellation JOIN cfdi USING (administration_id, cfdi_id)
WHERE administration_id = $1::int AND (next_try, cfdi_id) > ($2::timestamptz, $3::uuid)
ORDER BY next_try, cfdi_id
LIMIT $4

-- name: list_by_state
SELECT cfdi_id, invoice_id, revision, contract_id, customer_id, period, state, '' AS motive, reason, remark, tries,
       (extract(epoch FROM next_try) * 1000000)::bigint AS next_try_us,
       (extract(epoch FROM taken_at) * 1000000)::bigint AS taken_at_us
FROM cfdi
WHERE administration_id = $1::int AND state = $2 AND (next_try, cfdi_id) > ($3::timestamptz, $4::uuid)
ORDER BY next_try, cfdi_id
LIMIT $5

-- name: progress
SELECT count(*) FILTER (WHERE state = 'pending') AS pending,
       count(*) FILTER (WHERE state IN ('sealed', 'unknown')) AS sealed,
       count(*) FILTER (WHERE state = 'stamped' AND motive IS NULL) AS stamped,
       count(*) FILTER (WHERE state = 'rejected') AS rejected,
       count(*) FILTER (WHERE state = 'set_aside') AS set_aside,
       count(*) FILTER (WHERE state = 'not_needed') AS not_needed,
       count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn,
       count(motive) AS to_cancel,
       coalesce(sum(total_centavos) FILTER (WHERE state = 'stamped' AND motive IS NULL), 0)::bigint AS stamped_centavos
FROM cfdi LEFT JOIN cfdi_cancellation USING (administration_id, cfdi_id)
WHERE administration_id = $2::int AND period = $1
