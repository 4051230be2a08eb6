-- Instants are microseconds since 1970 UTC: exact, and compared as they come.
CREATE TABLE meter (
    administration_id int NOT NULL,
    meter_id uuid NOT NULL,
    manufacturer text NOT NULL,
    serial text NOT NULL,
    version int NOT NULL,
    device_type int NOT NULL,
    contract_id uuid NOT NULL,
    zone_id text NOT NULL,
    installed_on date NOT NULL,
    installed_at_us bigint NOT NULL,  -- that day's local midnight
    initial_litres bigint NOT NULL,
    permanent_flow_litres_h bigint NOT NULL,
    last_litres bigint,
    last_taken_at_us bigint,
    PRIMARY KEY (administration_id, meter_id),
    UNIQUE (administration_id, serial, manufacturer, version, device_type)
) WITH (fillfactor = 70);  -- the last reading changes with each batch, within the page
CREATE INDEX meter_by_zone ON meter (administration_id, zone_id, meter_id);

CREATE TABLE reading (
    administration_id int NOT NULL,
    meter_id uuid NOT NULL,
    taken_at_us bigint NOT NULL,
    counter bigint NOT NULL,
    payload_hash bigint NOT NULL,
    litres bigint NOT NULL,
    suspect boolean NOT NULL,
    remark text NOT NULL,
    gateway text NOT NULL,
    PRIMARY KEY (administration_id, meter_id, taken_at_us, counter, payload_hash)
);
CREATE INDEX reading_with_remark ON reading (administration_id, meter_id, taken_at_us) WHERE remark <> '';

-- What was refused, whole, so that it can be judged again.
CREATE TABLE reading_refused (
    refused_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    administration_id int NOT NULL,
    manufacturer text NOT NULL,
    serial text NOT NULL,
    version int NOT NULL,
    device_type int NOT NULL,
    counter bigint NOT NULL,
    payload_hash bigint NOT NULL,
    taken_at_us bigint NOT NULL,
    reason text NOT NULL,
    raw bytea NOT NULL,  -- aquacis.edge.v1.MeterReading
    received_at_us bigint NOT NULL,
    UNIQUE (administration_id, serial, manufacturer, version, device_type, counter, payload_hash, taken_at_us)
);
CREATE INDEX reading_refused_by_age ON reading_refused (administration_id, received_at_us);

-- How many of each month's readings had which outcome. A row for each partition of the log, so that consumers do not
-- wait.
CREATE TABLE reading_tally (
    administration_id int NOT NULL,
    period text NOT NULL,
    outcome text NOT NULL,
    slot int NOT NULL,
    readings bigint NOT NULL,
    PRIMARY KEY (administration_id, period, outcome, slot)
) WITH (fillfactor = 50);

CREATE TABLE campaign (
    administration_id int NOT NULL,
    campaign_id uuid NOT NULL,
    zone_id text NOT NULL,
    period text NOT NULL,
    cut_date date NOT NULL,
    meters int NOT NULL DEFAULT 0,
    measured int NOT NULL DEFAULT 0,
    PRIMARY KEY (administration_id, campaign_id),
    UNIQUE (administration_id, zone_id, period)
);

CREATE TABLE consumption (
    administration_id int NOT NULL,
    campaign_id uuid NOT NULL,
    meter_id uuid NOT NULL,
    period text NOT NULL,
    contract_id uuid NOT NULL,
    meter_label text NOT NULL,
    previous_litres bigint NOT NULL,
    previous_taken_at_us bigint NOT NULL,
    current_litres bigint NOT NULL,
    current_taken_at_us bigint NOT NULL,
    quality text NOT NULL,
    remark text NOT NULL,
    PRIMARY KEY (administration_id, campaign_id, meter_id),
    UNIQUE (administration_id, meter_id, period),
    FOREIGN KEY (administration_id, campaign_id) REFERENCES campaign
);

ALTER TABLE meter ENABLE ROW LEVEL SECURITY;
ALTER TABLE meter FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON meter
    USING (administration_id = current_setting('aquacis.administration_id')::int);
ALTER TABLE reading ENABLE ROW LEVEL SECURITY;
ALTER TABLE reading FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON reading
    USING (administration_id = current_setting('aquacis.administration_id')::int);
ALTER TABLE reading_refused ENABLE ROW LEVEL SECURITY;
ALTER TABLE reading_refused FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON reading_refused
    USING (administration_id = current_setting('aquacis.administration_id')::int);
ALTER TABLE reading_tally ENABLE ROW LEVEL SECURITY;
ALTER TABLE reading_tally FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON reading_tally
    USING (administration_id = current_setting('aquacis.administration_id')::int);
ALTER TABLE campaign ENABLE ROW LEVEL SECURITY;
ALTER TABLE campaign FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON campaign
    USING (administration_id = current_setting('aquacis.administration_id')::int);
ALTER TABLE consumption ENABLE ROW LEVEL SECURITY;
ALTER TABLE consumption FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON consumption
    USING (administration_id = current_setting('aquacis.administration_id')::int);

-- grants reading: insert, update, because no reading is deleted
-- grants consumption: insert, update, because none is deleted
