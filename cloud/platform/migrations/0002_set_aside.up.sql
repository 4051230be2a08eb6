-- Events that a consumer's handler refused, and those of the same key that came after them: within a key the order
-- holds, and no other key waits. An entry without a time to try again waits behind an earlier one of its key.
-- tenant set_aside: task:set_aside reads, because a consumer looks in every administration for keys that are due
CREATE TABLE set_aside (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    administration_id integer NOT NULL,
    consumer text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    log_offset bigint NOT NULL,
    event_id uuid NOT NULL,
    key text NOT NULL,
    envelope bytea NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    next_try_at timestamptz,
    reason text NOT NULL DEFAULT '',
    set_aside_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (consumer, event_id)
);
CREATE INDEX set_aside_due ON set_aside (consumer, topic, next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX set_aside_of_key ON set_aside (consumer, topic, key, id);
