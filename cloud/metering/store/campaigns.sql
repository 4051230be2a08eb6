-- name: share_campaigns
SELECT pg_advisory_xact_lock_shared(hashtext('metering.campaigns'), $1::int)

-- name: try_hold_campaigns
SELECT pg_try_advisory_xact_lock(hashtext('metering.campaigns'), $1::int)

-- name: claim_campaign
INSERT INTO campaign (administration_id, campaign_id, zone_id, period, cut_date, closed_by)
VALUES ($1::int, $2::uuid, $3, $4, $5::date, $6)
ON CONFLICT DO NOTHING
RETURNING campaign_id

-- name: find_campaign
SELECT * FROM campaign WHERE campaign_id = $1::uuid

-- name: hold_campaign
SELECT * FROM campaign WHERE campaign_id = $1::uuid FOR UPDATE

-- name: find_campaign_of
SELECT * FROM campaign WHERE zone_id = $1 AND period = $2 AND voided_at IS NULL

-- name: count_voided
SELECT count(*) FROM campaign WHERE zone_id = $1 AND period = $2 AND voided_at IS NOT NULL

-- name: find_later_campaign
SELECT period FROM campaign
WHERE period > $1 AND ($2 = '' OR zone_id = '' OR zone_id = $2) AND voided_at IS NULL
ORDER BY period DESC
LIMIT 1

-- name: find_gap
-- The earliest last period of a meter in place that was closed before and not in the period before this one.
SELECT min(last.period)
FROM meter
CROSS JOIN LATERAL (
    SELECT max(consumption.period) AS period FROM consumption
    WHERE consumption.administration_id = meter.administration_id AND consumption.meter_id = meter.meter_id
      AND NOT consumption.voided AND consumption.period < $1) AS last
WHERE ($2 = '' OR meter.zone_id = $2) AND meter.removed_on IS NULL AND last.period < $3

-- name: find_later_consumption
SELECT later.period
FROM consumption
JOIN consumption AS later USING (administration_id, meter_id)
WHERE consumption.campaign_id = $1::uuid AND later.period > consumption.period AND NOT later.voided
LIMIT 1

-- name: set_campaign_run
UPDATE campaign SET billing_run_id = $2::uuid WHERE campaign_id = $1::uuid

-- name: void_campaign
UPDATE campaign SET voided_at = $2::timestamptz, voided_by = $3, void_reason = $4 WHERE campaign_id = $1::uuid

-- name: void_consumptions
UPDATE consumption SET voided = true WHERE campaign_id = $1::uuid

-- name: find_billing_use
-- The period in which a reading closed a meter's account, or stands at the account's beginning.
SELECT period FROM consumption
WHERE meter_id = $1::uuid AND NOT voided AND quality <> 'no_reading'
  AND (current_taken_at_us = $2::bigint OR previous_taken_at_us = $2::bigint)
LIMIT 1

-- name: find_billed_until
SELECT max(current_taken_at_us) FROM consumption WHERE meter_id = $1::uuid AND NOT voided

-- name: find_campaign_facts
SELECT meter.meter_id, meter.contract_id, meter.manufacturer || ' ' || meter.serial AS meter_label,
       meter.initial_litres, meter.register_digits,
       coalesce(current.taken_at_us = meter.removed_at_us, false) AS removed, meter.installed_at_us,
       previous.current_litres AS previous_litres, previous.current_taken_at_us AS previous_taken_at_us,
       current.litres AS current_litres, current.taken_at_us AS current_taken_at_us,
       -- A register only rises: what it showed that long before and shows now, it showed all the time.
       CASE WHEN earlier.litres = current.litres THEN earlier.taken_at_us
            ELSE current.taken_at_us END AS still_since_us,
       (SELECT string_agg(DISTINCT reading.remark, ',') FROM reading
        WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
          AND reading.taken_at_us > since.taken_at_us AND reading.taken_at_us <= current.taken_at_us
          AND reading.remark <> '' AND NOT reading.voided) AS remarks,
       EXISTS (SELECT FROM reading
               WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
                 AND reading.taken_at_us > coalesce(current.taken_at_us, since.taken_at_us)
                 AND reading.taken_at_us < $3::bigint AND reading.suspect AND NOT reading.voided) AS unreviewed
FROM meter
LEFT JOIN LATERAL (
    SELECT consumption.current_litres, consumption.current_taken_at_us
    FROM consumption
    WHERE consumption.administration_id = meter.administration_id AND consumption.meter_id = meter.meter_id
      AND consumption.period < $1 AND NOT consumption.voided
    ORDER BY consumption.period DESC
    LIMIT 1) AS previous ON true
CROSS JOIN LATERAL (SELECT coalesce(previous.current_taken_at_us, meter.installed_at_us - 1) AS taken_at_us) AS since
LEFT JOIN LATERAL (
    SELECT reading.litres, reading.taken_at_us
    FROM reading
    WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
      AND reading.taken_at_us > since.taken_at_us AND reading.taken_at_us < $3::bigint AND NOT reading.suspect
      AND NOT reading.voided AND reading.taken_at_us <= coalesce(meter.removed_at_us, reading.taken_at_us)
    ORDER BY reading.taken_at_us DESC
    LIMIT 1) AS current ON true
LEFT JOIN LATERAL (
    SELECT reading.litres, reading.taken_at_us
    FROM reading
    WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
      AND reading.taken_at_us >= since.taken_at_us AND reading.taken_at_us <= current.taken_at_us - $6::bigint
      AND NOT reading.suspect AND NOT reading.voided
    ORDER BY reading.taken_at_us DESC
    LIMIT 1) AS earlier ON true
WHERE ($2 = '' OR meter.zone_id = $2)
  AND meter.installed_at_us < $3::bigint
  AND (meter.removed_at_us IS NULL OR meter.removed_at_us > since.taken_at_us)
  AND meter.meter_id > $4::uuid
  AND (SELECT true FROM consumption  -- by its key: the closing has just filled it, so no plan knows its size
       WHERE consumption.administration_id = meter.administration_id AND consumption.meter_id = meter.meter_id
         AND consumption.period = $1 AND NOT consumption.voided
       LIMIT 1) IS NULL
ORDER BY meter.meter_id
LIMIT $5

-- name: insert_consumptions
INSERT INTO consumption (administration_id, campaign_id, period, meter_id, contract_id, meter_label, previous_litres,
                         previous_taken_at_us, current_litres, current_taken_at_us, consumed_litres, quality, remark)
SELECT $1::int, $2::uuid, $3, given.*
FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[],
            $12::text[], $13::text[]) AS given

-- name: finish_campaign
UPDATE campaign SET meters = $2, measured = $3 WHERE campaign_id = $1::uuid

-- name: list_consumptions
-- The page's last contract first, found once: no plan may look for it again at each row of the campaign.
SELECT * FROM consumption
WHERE campaign_id = $1::uuid AND contract_id > $2::uuid
  AND contract_id <= (SELECT contract_id
                      FROM (SELECT DISTINCT contract_id FROM consumption
                            WHERE campaign_id = $1::uuid AND contract_id > $2::uuid
                            ORDER BY contract_id LIMIT $3) AS page
                      ORDER BY contract_id DESC LIMIT 1)
ORDER BY contract_id, meter_id
