ALTER TABLE access_log DROP COLUMN document_id, DROP COLUMN what;
