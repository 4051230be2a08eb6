-- name: insert_readings
INSERT INTO reading (administration_id, meter_id, taken_at_us, counter, payload_hash, litres, suspect, remark, gateway)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::boolean[], $8::text[], $9::text[])
    AS given

-- name: insert_refused
INSERT INTO reading_refused (administration_id, manufacturer, serial, version, device_type, counter, payload_hash,
                             taken_at_us, reason, raw, received_at_us)
SELECT $1::int, given.*, $11::bigint
FROM unnest($2::text[], $3::text[], $4::int[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[],
            $10::bytea[]) AS given
ON CONFLICT DO NOTHING
RETURNING taken_at_us, reason

-- name: forget_old_refused
DELETE FROM reading_refused
WHERE refused_id IN (SELECT refused_id FROM reading_refused WHERE received_at_us < $1::bigint
                     ORDER BY received_at_us LIMIT $2)

-- name: take_waiting
DELETE FROM reading_refused
WHERE refused_id IN (
    SELECT refused_id
    FROM reading_refused
    JOIN unnest($1::text[], $2::text[], $3::int[], $4::int[]) AS given (manufacturer, serial, version, device_type)
        USING (manufacturer, serial, version, device_type)
    WHERE reason = ANY ($5::text[]) AND taken_at_us > $6::bigint
    ORDER BY taken_at_us, refused_id
    LIMIT $7)
RETURNING taken_at_us, raw, reason

-- name: list_readings
SELECT reading.taken_at_us, reading.litres, reading.suspect, reading.voided, reading.remark, reading.gateway,
       decision.decided_by, decision.reason
FROM reading
LEFT JOIN LATERAL (
    SELECT decided_by, reason FROM reading_decision
    WHERE reading_decision.administration_id = reading.administration_id
      AND reading_decision.meter_id = reading.meter_id
      AND reading_decision.taken_at_us = reading.taken_at_us
    ORDER BY decided_at_us DESC
    LIMIT 1) AS decision ON true
WHERE reading.meter_id = $1::uuid AND reading.taken_at_us < $2::bigint
ORDER BY reading.taken_at_us DESC
LIMIT $3

-- name: void_readings
UPDATE reading SET voided = true WHERE meter_id = $1::uuid AND taken_at_us = $2::bigint AND NOT voided

-- name: accept_readings
UPDATE reading SET suspect = false WHERE meter_id = $1::uuid AND taken_at_us = $2::bigint AND suspect AND NOT voided

-- name: count_readings_at
SELECT count(*) FROM reading WHERE meter_id = $1::uuid AND taken_at_us = $2::bigint

-- name: insert_decision
INSERT INTO reading_decision (administration_id, meter_id, taken_at_us, decision, decided_by, reason, decided_at_us)
VALUES ($1::int, $2::uuid, $3::bigint, $4, $5, $6, $7::bigint)
ON CONFLICT DO NOTHING

-- name: find_reading_before
SELECT litres, taken_at_us FROM reading
WHERE meter_id = $1::uuid AND taken_at_us <= $2::bigint AND NOT suspect AND NOT voided
ORDER BY taken_at_us DESC
LIMIT 1

-- name: add_tally
INSERT INTO reading_tally (administration_id, period, outcome, slot, readings)
SELECT $1::int, given.period, given.outcome, $2::int, given.readings
FROM unnest($3::text[], $4::text[], $5::bigint[]) AS given (period, outcome, readings)
ON CONFLICT (administration_id, period, outcome, slot) DO UPDATE
    SET readings = reading_tally.readings + excluded.readings

-- name: find_tally
SELECT outcome, sum(readings)::bigint AS readings
FROM reading_tally
WHERE period = $1
GROUP BY outcome
HAVING sum(readings) <> 0
ORDER BY outcome
