-- name: share_meters
SELECT pg_advisory_xact_lock_shared(hashtext('metering.meters'), $1::int)

-- name: hold_meters
SELECT pg_advisory_xact_lock(hashtext('metering.meters'), $1::int)

-- name: insert_meters
INSERT INTO meter (administration_id, meter_id, manufacturer, serial, version, device_type, contract_id, zone_id,
                   installed_on, installed_at_us, initial_litres, permanent_flow_litres_h)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::int[], $7::uuid[], $8::text[], $9::date[],
            $10::bigint[], $11::bigint[], $12::bigint[]) AS given
ON CONFLICT DO NOTHING
RETURNING meter_id

-- name: find_meters
SELECT * FROM meter WHERE meter_id = ANY ($1::uuid[])

-- name: find_reading_facts
SELECT given.at, meter.*,
       EXISTS (SELECT FROM reading
               WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
                 AND reading.taken_at_us > given.taken_at_us - $8::bigint
                 AND reading.taken_at_us < given.taken_at_us + $8::bigint
                 AND reading.counter = given.counter AND reading.payload_hash = given.payload_hash) AS already_recorded
FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[])
     WITH ORDINALITY AS given (manufacturer, serial, version, device_type, counter, payload_hash, taken_at_us, at)
JOIN meter USING (manufacturer, serial, version, device_type)

-- name: update_last_readings
UPDATE meter
SET last_litres = given.litres, last_taken_at_us = given.taken_at_us
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS given (meter_id, litres, taken_at_us)
WHERE meter.meter_id = given.meter_id
  AND (meter.last_taken_at_us IS NULL OR meter.last_taken_at_us <= given.taken_at_us)
