-- name: claim_campaign
INSERT INTO campaign (administration_id, campaign_id, zone_id, period, cut_date)
VALUES ($1::int, $2::uuid, $3, $4, $5::date)
ON CONFLICT DO NOTHING
RETURNING campaign_id

-- name: find_campaign
SELECT * FROM campaign WHERE campaign_id = $1::uuid

-- name: find_later_campaign
SELECT period FROM campaign
WHERE period > $1 AND ($2 = '' OR zone_id = '' OR zone_id = $2)
ORDER BY period DESC
LIMIT 1

-- name: find_campaign_facts
SELECT meter.meter_id, meter.contract_id, meter.manufacturer || ' ' || meter.serial AS meter_label, meter.initial_litres,
       meter.installed_at_us, previous.current_litres AS previous_litres, previous.current_taken_at_us AS previous_taken_at_us,
       current.litres AS current_litres, current.taken_at_us AS current_taken_at_us, moved.taken_at_us AS moved_at_us,
       EXISTS (SELECT FROM reading
               WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
                 AND reading.taken_at_us > since.taken_at_us AND reading.taken_at_us <= current.taken_at_us
                 AND reading.remark <> '' AND reading.remark ~ '(leak|burst)') AS leak
FROM meter
LEFT JOIN LATERAL (
    SELECT consumption.current_litres, consumption.current_taken_at_us
    FROM consumption
    WHERE consumption.administration_id = meter.administration_id AND consumption.meter_id = meter.meter_id
      AND consumption.period < $1
    ORDER BY consumption.period DESC
    LIMIT 1) AS previous ON true
CROSS JOIN LATERAL (SELECT coalesce(previous.current_taken_at_us, meter.installed_at_us - 1) AS taken_at_us) AS since
LEFT JOIN LATERAL (
    SELECT reading.litres, reading.taken_at_us
    FROM reading
    WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
      AND reading.taken_at_us > since.taken_at_us AND reading.taken_at_us < $3::bigint AND NOT reading.suspect
    ORDER BY reading.taken_at_us DESC
    LIMIT 1) AS current ON true
LEFT JOIN LATERAL (
    SELECT reading.taken_at_us
    FROM reading
    WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
      AND reading.taken_at_us < current.taken_at_us AND reading.litres <> current.litres AND NOT reading.suspect
    ORDER BY reading.taken_at_us DESC
    LIMIT 1) AS moved ON true
WHERE ($2 = '' OR meter.zone_id = $2)
  AND meter.installed_at_us < $3::bigint
  AND meter.meter_id > $4::uuid
  AND NOT EXISTS (SELECT FROM consumption
                  WHERE consumption.administration_id = meter.administration_id AND consumption.meter_id = meter.meter_id
                    AND consumption.period = $1)
ORDER BY meter.meter_id
LIMIT $5

-- name: insert_consumptions
INSERT INTO consumption (administration_id, campaign_id, period, meter_id, contract_id, meter_label, previous_litres,
                         previous_taken_at_us, current_litres, current_taken_at_us, quality, remark)
SELECT $1::int, $2::uuid, $3, given.*
FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::text[],
            $12::text[]) AS given

-- name: finish_campaign
UPDATE campaign SET meters = $2, measured = $3 WHERE campaign_id = $1::uuid

-- name: list_consumptions
SELECT * FROM consumption
WHERE campaign_id = $1::uuid AND meter_id > $2::uuid
ORDER BY meter_id
LIMIT $3
