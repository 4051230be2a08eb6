CREATE TABLE gateway (
    administration_id int NOT NULL,
    gateway_id text NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    registered_at timestamptz NOT NULL,
    last_batch_at timestamptz,
    recorded bigint NOT NULL DEFAULT 0,
    duplicates bigint NOT NULL DEFAULT 0,
    quarantined bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (administration_id, gateway_id)
);

-- The events of this week and of the last: three generations, of which the older ones are emptied when a new week
-- begins.
CREATE TABLE seen (
    generation smallint NOT NULL,
    administration_id int NOT NULL,
    event_id uuid NOT NULL,
    PRIMARY KEY (generation, event_id)
) PARTITION BY LIST (generation);
CREATE TABLE seen_0 PARTITION OF seen FOR VALUES IN (0);
CREATE TABLE seen_1 PARTITION OF seen FOR VALUES IN (1);
CREATE TABLE seen_2 PARTITION OF seen FOR VALUES IN (2);
CREATE TABLE seen_week (
    generation smallint PRIMARY KEY,
    week int NOT NULL
);

-- What was no reading, kept for a person to look at. The same bytes again are counted.
CREATE TABLE quarantine (
    quarantine_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    administration_id int NOT NULL,
    gateway_id text NOT NULL,
    digest uuid NOT NULL,
    reason text NOT NULL,
    content bytea NOT NULL,
    times int NOT NULL DEFAULT 1,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    UNIQUE (administration_id, digest)
);

-- Makes the generation of that week ready, or of the newest week when the clock went back, and says which week that is.
-- The app role owns no table and may not empty one: this is the one way.
CREATE FUNCTION begin_week(wanted int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    newest int;
    old smallint;
BEGIN
    SELECT max(week) INTO newest FROM seen_week;
    IF newest >= wanted THEN
        RETURN newest;
    END IF;
    PERFORM pg_advisory_xact_lock(7221903);
    SELECT max(week) INTO newest FROM seen_week;
    IF newest >= wanted THEN
        RETURN newest;
    END IF;
    FOR old IN SELECT generation FROM seen_week WHERE week < wanted - 1 LOOP
        EXECUTE format('TRUNCATE seen_%s', old);
        DELETE FROM seen_week WHERE generation = old;
    END LOOP;
    INSERT INTO seen_week (generation, week) VALUES ((wanted % 3)::smallint, wanted)
    ON CONFLICT (generation) DO UPDATE SET week = excluded.week;
    RETURN wanted;
END
$$;

ALTER TABLE gateway ENABLE ROW LEVEL SECURITY;
ALTER TABLE seen ENABLE ROW LEVEL SECURITY;
ALTER TABLE seen_0 ENABLE ROW LEVEL SECURITY;
ALTER TABLE seen_1 ENABLE ROW LEVEL SECURITY;
ALTER TABLE seen_2 ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine ENABLE ROW LEVEL SECURITY;
ALTER TABLE seen_week ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON gateway USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY tenant ON seen USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY tenant ON quarantine USING (administration_id = current_setting('aquacis.administration_id')::int);
-- Only begin_week, as the owner, sees which week a generation is of.
CREATE POLICY owner_alone ON seen_week USING (false);

-- tenant seen_week: none, because it says which week is in which partition; begin_week alone changes it
-- grants seen_week: nothing, because only begin_week changes it, as the owner
