-- What was done wrongly can be undone: a campaign voided, a reading voided or accepted, a meter taken off.
ALTER TABLE meter
    ADD COLUMN register_digits int NOT NULL DEFAULT 0,
    ADD COLUMN removed_on date,
    ADD COLUMN removed_at_us bigint,  -- the last instant whose readings are this installation's
    ADD COLUMN final_litres bigint,
    ADD COLUMN removed_by text,
    ADD COLUMN removal_reason text;
-- A meter that was taken off may hang elsewhere, as another installation of the same identity.
ALTER TABLE meter DROP CONSTRAINT meter_administration_id_serial_manufacturer_version_device__key;
CREATE UNIQUE INDEX meter_in_place ON meter (administration_id, serial, manufacturer, version, device_type)
    WHERE removed_on IS NULL;
CREATE INDEX meter_by_identity ON meter (administration_id, serial, manufacturer, version, device_type,
                                         installed_at_us);

ALTER TABLE reading ADD COLUMN voided boolean NOT NULL DEFAULT false;
CREATE INDEX reading_unreviewed ON reading (administration_id, meter_id, taken_at_us) WHERE suspect AND NOT voided;
-- Who voided or accepted which reading, when and why.
CREATE TABLE reading_decision (
    administration_id int NOT NULL,
    meter_id uuid NOT NULL,
    taken_at_us bigint NOT NULL,
    decision text NOT NULL CHECK (decision IN ('voided', 'accepted')),
    decided_by text NOT NULL,
    reason text NOT NULL,
    decided_at_us bigint NOT NULL,
    PRIMARY KEY (administration_id, meter_id, taken_at_us, decision)
);
-- grants reading_decision: insert, because a decision is a fact

ALTER TABLE campaign
    ADD COLUMN closed_by text NOT NULL DEFAULT '',
    ADD COLUMN billing_run_id uuid,  -- the run that claimed it
    ADD COLUMN voided_at timestamptz,
    ADD COLUMN voided_by text,
    ADD COLUMN void_reason text,
    DROP CONSTRAINT campaign_administration_id_zone_id_period_key;
CREATE UNIQUE INDEX campaign_in_force ON campaign (administration_id, zone_id, period) WHERE voided_at IS NULL;

ALTER TABLE consumption
    ADD COLUMN voided boolean NOT NULL DEFAULT false,
    ADD COLUMN consumed_litres bigint NOT NULL DEFAULT 0,
    DROP CONSTRAINT consumption_administration_id_meter_id_period_key;
-- Of every administration, so for once past the policies that hold the owner too.
ALTER TABLE consumption NO FORCE ROW LEVEL SECURITY;
UPDATE consumption SET consumed_litres = current_litres - previous_litres;
ALTER TABLE consumption FORCE ROW LEVEL SECURITY;
CREATE UNIQUE INDEX consumption_in_force ON consumption (administration_id, meter_id, period) WHERE NOT voided;
CREATE INDEX consumption_by_contract ON consumption (administration_id, campaign_id, contract_id);
