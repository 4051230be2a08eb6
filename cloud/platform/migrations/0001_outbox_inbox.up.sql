-- What every context's database has before its own tables: events on their way out, events that took effect, and how
-- far each consumer has come. The relay and the consumers work for all administrations, so they set administration 0; a
-- row of one administration is written only by a transaction of that administration or of 0.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    administration_id integer NOT NULL,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    event_type text NOT NULL,
    envelope bytea NOT NULL
);
CREATE TABLE inbox (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    administration_id integer NOT NULL,
    PRIMARY KEY (consumer, event_id)
);
CREATE TABLE consumer_offset (
    consumer text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    last_offset bigint NOT NULL,
    PRIMARY KEY (consumer, topic, partition)
);
CREATE TABLE dead_letter (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    administration_id integer NOT NULL,
    consumer text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    log_offset bigint NOT NULL,
    event_id uuid NOT NULL,
    key text NOT NULL,
    envelope bytea NOT NULL,
    reason text NOT NULL,
    died_at timestamptz NOT NULL DEFAULT now(),
    replayed_at timestamptz,
    UNIQUE (consumer, event_id)
);

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE dead_letter ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON outbox USING (current_setting('aquacis.administration_id')::int IN (0, administration_id));
CREATE POLICY tenant ON inbox USING (current_setting('aquacis.administration_id')::int IN (0, administration_id));
CREATE POLICY tenant ON dead_letter USING (current_setting('aquacis.administration_id')::int IN (0, administration_id));

-- tenant outbox: task:relay writes, because it moves every administration's events in the order of their commits
-- tenant outbox: task:telemetry reads, because it counts what waits
-- tenant dead_letter: task:dead_letters writes, because the operator lists and replays all of a context's
-- tenant dead_letter: task:telemetry reads, because it counts them
-- tenant consumer_offset: none, because an offset is of a partition, which holds all administrations' events
-- tenant schema_migration: none, because it says which steps the schema has climbed
