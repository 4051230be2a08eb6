DROP TABLE customer_history;
DROP INDEX access_log_by_number;
DROP INDEX access_log_by_subject;
DROP INDEX access_log_by_customer;
CREATE INDEX access_log_by_customer ON access_log (administration_id, customer_id, read_at);
-- The older schema has no place for a search that found nobody.
DELETE FROM access_log WHERE customer_id IS NULL;
ALTER TABLE access_log ALTER COLUMN customer_id SET NOT NULL;
ALTER TABLE access_log DROP COLUMN via;
ALTER TABLE customer DROP COLUMN version;
