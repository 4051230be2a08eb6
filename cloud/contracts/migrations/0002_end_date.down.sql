ALTER TABLE contract DROP COLUMN end_date;
