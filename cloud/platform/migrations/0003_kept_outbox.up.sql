-- Outbox rows stay for a while after their append, so that what a log loses can be appended again. All up to `moved`
-- are in the log; the last of them is where the log says it is, unless the log was set back.
-- tenant relay_place: none, because it is a place in the outbox, which holds all administrations' events
-- tenant relay_step: none, because it is such a place at some time
-- tenant inbox: task:tidy deletes, because what is old goes, whosever it is
-- tenant dead_letter: task:tidy deletes, because what is old goes, whosever it is
CREATE TABLE relay_place (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    moved bigint NOT NULL DEFAULT 0,
    topic text NOT NULL DEFAULT '',
    partition integer NOT NULL DEFAULT 0,
    log_offset bigint NOT NULL DEFAULT 0,
    event_id uuid
);
INSERT INTO relay_place DEFAULT VALUES;
-- Where the relay was, minute by minute: how far to go back, and what is old enough to go.
CREATE TABLE relay_step (
    reached_at timestamptz PRIMARY KEY DEFAULT now(),
    moved bigint NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    log_offset bigint NOT NULL,
    event_id uuid
);
-- Which event a consumer read last, and from which log: another one there, or none, says that the log was set back.
ALTER TABLE consumer_offset ADD COLUMN event_id uuid, ADD COLUMN log text NOT NULL DEFAULT '';
-- What took effect long ago need not be remembered: the log no longer holds it.
ALTER TABLE inbox ADD COLUMN taken_on date NOT NULL DEFAULT current_date;
CREATE INDEX inbox_taken_on ON inbox (taken_on);
CREATE INDEX dead_letter_died_at ON dead_letter (died_at);
