ALTER TABLE customer_view DROP COLUMN version;
