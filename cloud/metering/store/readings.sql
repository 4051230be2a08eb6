-- name: insert_readings
INSERT INTO reading (administration_id, meter_id, taken_at_us, counter, payload_hash, litres, suspect, remark, gateway)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::boolean[], $8::text[], $9::text[]) AS given

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
WHERE refused_id IN (SELECT refused_id FROM reading_refused WHERE received_at_us < $1::bigint ORDER BY received_at_us LIMIT $2)

-- name: take_waiting
DELETE FROM reading_refused
WHERE refused_id IN (
    SELECT refused_id
    FROM reading_refused
    JOIN unnest($1::text[], $2::text[], $3::int[], $4::int[]) AS given (manufacturer, serial, version, device_type)
        USING (manufacturer, serial, version, device_type)
    WHERE reason = 'unknown_meter'
    ORDER BY taken_at_us, refused_id
    LIMIT $5)
RETURNING taken_at_us, raw

-- name: add_tally
INSERT INTO reading_tally (administration_id, period, outcome, slot, readings)
SELECT $1::int, given.period, given.outcome, $2::int, given.readings
FROM unnest($3::text[], $4::text[], $5::bigint[]) AS given (period, outcome, readings)
ON CONFLICT (administration_id, period, outcome, slot) DO UPDATE SET readings = reading_tally.readings + excluded.readings

-- name: find_tally
SELECT outcome, sum(readings)::bigint AS readings
FROM reading_tally
WHERE period = $1
GROUP BY outcome
HAVING sum(readings) <> 0
ORDER BY outcome
