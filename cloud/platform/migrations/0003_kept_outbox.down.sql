DELETE FROM outbox WHERE id <= (SELECT moved FROM relay_place);
DROP TABLE relay_place, relay_step;
DROP INDEX inbox_taken_on, dead_letter_died_at;
ALTER TABLE inbox DROP COLUMN taken_on;
ALTER TABLE consumer_offset DROP COLUMN event_id, DROP COLUMN log;
