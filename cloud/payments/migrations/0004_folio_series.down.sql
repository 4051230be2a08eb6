ALTER TABLE folio_range DROP CONSTRAINT folio_range_request;
ALTER TABLE folio_range ADD UNIQUE (administration_id, series, request_key);
ALTER TABLE folio_range DROP COLUMN epoch;
DROP TABLE folio_series;
