-- Where the log was, minute by minute: what a log that is set back has lost of the readings is told by it.
-- tenant appended: none, because it counts all administrations' readings together
CREATE TABLE appended (
    reached_at timestamptz PRIMARY KEY,
    readings bigint NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    log_offset bigint NOT NULL,
    event_id uuid NOT NULL,
    log text NOT NULL
);
