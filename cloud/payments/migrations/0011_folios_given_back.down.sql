ALTER TABLE folio_range DROP COLUMN given_back;
