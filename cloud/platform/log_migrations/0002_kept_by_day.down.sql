ALTER TABLE log_event RENAME TO log_event_of_after;
ALTER TABLE log_event_of_after RENAME CONSTRAINT log_event_pkey TO log_event_of_after_pkey;
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
INSERT INTO log_event (topic, partition, log_offset, key, envelope, appended_at)
SELECT topic, partition, log_offset, key, envelope, appended_at FROM log_event_of_after;
DROP TABLE log_event_of_after;
DROP FUNCTION drop_log_segments, make_log_segments, make_log_segment;
DROP TABLE log_group, log_identity;
