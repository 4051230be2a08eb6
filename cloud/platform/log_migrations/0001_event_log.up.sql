-- The log: one row an event, offsets dense and in commit order, because an append holds the partition's head until it
-- commits.
-- tenant log_head: none, because a partition holds all administrations' events
-- tenant log_event: none, because a partition holds all administrations' events
-- tenant schema_migration: none, because it says which steps the schema has climbed
-- grants log_head: insert, update (last_offset), because an append moves a partition's end
-- grants log_event: insert, because what was announced stays announced
CREATE TABLE log_head (
    topic text NOT NULL,
    partition integer NOT NULL,
    last_offset bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, partition)
);
CREATE TABLE log_event (
    topic text NOT NULL,
    partition integer NOT NULL,
    log_offset bigint NOT NULL,
    key text NOT NULL,
    envelope bytea NOT NULL,
    appended_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, log_offset)
) PARTITION BY HASH (topic);
CREATE TABLE log_event_0 PARTITION OF log_event FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE log_event_1 PARTITION OF log_event FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE log_event_2 PARTITION OF log_event FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE log_event_3 PARTITION OF log_event FOR VALUES WITH (MODULUS 4, REMAINDER 3);
