ALTER TABLE relay_place DROP COLUMN log, DROP COLUMN lost, DROP COLUMN lost_from, DROP COLUMN lost_to;
DROP INDEX relay_step_moved;
ALTER TABLE relay_step DROP COLUMN forgotten, DROP COLUMN log;
