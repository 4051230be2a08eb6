-- A log that is set back further than the outbox keeps has a hole that nobody can append again. It is told with its
-- number and its time: a step says how many of the events up to it are no longer kept here, so it stays longer than
-- they do.
ALTER TABLE relay_step ADD COLUMN forgotten bigint NOT NULL DEFAULT 0, ADD COLUMN log text NOT NULL DEFAULT '';
CREATE INDEX relay_step_moved ON relay_step (moved, reached_at);
-- `log`: which log it was, so that an event whose days are over is told from one that was lost. The hole: until an
-- operator settles it.
ALTER TABLE relay_place ADD COLUMN log text NOT NULL DEFAULT '', ADD COLUMN lost bigint NOT NULL DEFAULT 0,
    ADD COLUMN lost_from timestamptz, ADD COLUMN lost_to timestamptz;
