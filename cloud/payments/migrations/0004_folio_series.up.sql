-- A series belongs to one device at a time: two devices that print the same series would print the same folios.
CREATE TABLE folio_series (
    administration_id int NOT NULL,
    series text NOT NULL,
    device_id uuid NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (administration_id, series)
);
-- grants folio_series: insert, update (device_id, since), because a series that was used is never free again

-- A device's epoch: a new one voids on the device what earlier ones were granted.
ALTER TABLE folio_range ADD COLUMN epoch bigint NOT NULL DEFAULT 1;
ALTER TABLE folio_range DROP CONSTRAINT folio_range_administration_id_series_request_key_key;
ALTER TABLE folio_range ADD CONSTRAINT folio_range_request UNIQUE (administration_id, device_id, series, request_key);
