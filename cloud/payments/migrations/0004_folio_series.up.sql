-- A series belongs to one device at a time: two devices that print the same series would print the same folios.
CREATE TABLE folio_series (
    administration_id int NOT NULL,
    series text NOT NULL,
    device_id uuid NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (administration_id, series)
);
ALTER TABLE folio_series ENABLE ROW LEVEL SECURITY;
ALTER TABLE folio_series FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON folio_series USING (administration_id = current_setting('aquacis.administration_id')::int);

-- A device's epoch: a new one voids on the device what earlier ones were granted.
ALTER TABLE folio_range ADD COLUMN epoch bigint NOT NULL DEFAULT 1;
ALTER TABLE folio_range DROP CONSTRAINT folio_range_administration_id_series_request_key_key;
ALTER TABLE folio_range ADD CONSTRAINT folio_range_request UNIQUE (administration_id, device_id, series, request_key);
