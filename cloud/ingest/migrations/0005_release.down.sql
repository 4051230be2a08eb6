ALTER TABLE gateway DROP COLUMN release;
