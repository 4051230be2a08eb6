-- Which log this is, and into how many partitions a topic's keys are spread: settled with the first event.
-- tenant log_identity: none, because it says which log this is
-- tenant log_group: none, because a group reads all administrations' events
-- tenant log_event_7: none, because it is a part of log_event
-- tenant log_event_30: none, because it is a part of log_event
-- grants log_identity: update (partitions), because the first user settles their number
-- grants log_group: insert, update, delete, because readers say how far they are, and an operator forgets one that is no more
CREATE TABLE log_identity (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    log_id uuid NOT NULL DEFAULT gen_random_uuid(),
    partitions integer
);
INSERT INTO log_identity DEFAULT VALUES;
-- How far each group has read, as it says from time to time: what it has not read is not dropped.
CREATE TABLE log_group (
    consumer text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    read_to bigint NOT NULL,
    told_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, topic, partition)
);

-- Seven days' events by day, thirty days' by week: old ones go with their table.
ALTER TABLE log_event RENAME TO log_event_of_before;
ALTER TABLE log_event_of_before RENAME CONSTRAINT log_event_pkey TO log_event_of_before_pkey;
CREATE TABLE log_event (
    topic text NOT NULL,
    partition integer NOT NULL,
    log_offset bigint NOT NULL,
    key text NOT NULL,
    envelope bytea NOT NULL,
    kept_days smallint NOT NULL,
    appended_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, log_offset, kept_days, appended_at)
) PARTITION BY LIST (kept_days);
CREATE TABLE log_event_7 PARTITION OF log_event FOR VALUES IN (7) PARTITION BY RANGE (appended_at);
CREATE TABLE log_event_30 PARTITION OF log_event FOR VALUES IN (30) PARTITION BY RANGE (appended_at);

-- The runtime role owns no table, so it asks these two.
CREATE FUNCTION make_log_segment(kept integer, first_day date, days integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    segment text := format('log_event_%s_%s', kept, to_char(first_day, 'YYYYMMDD'));
BEGIN
    IF to_regclass(segment) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE %I (LIKE log_event INCLUDING ALL)', segment);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   'log_event_' || kept, segment, first_day, first_day + days);
END $$;
REVOKE EXECUTE ON FUNCTION make_log_segment FROM PUBLIC;

-- From the day before (a clock may be set) to a week ahead.
CREATE FUNCTION make_log_segments() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7221903);
    PERFORM make_log_segment(7, current_date + day, 1) FROM generate_series(-1, 7) AS day;
    PERFORM make_log_segment(30, date_trunc('week', now())::date + 7 * week, 7) FROM generate_series(-1, 1) AS week;
END $$;

-- The oldest that may go, at most `at_most` of them: older than their days, and nothing in them that a known group has
-- not read.
CREATE FUNCTION drop_log_segments(at_most integer) RETURNS TABLE (dropped text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
DECLARE
    segment record;
    is_wanted boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(7221903);
    FOR segment IN
        SELECT leaf.relname AS name, kept, right(leaf.relname, 8)::date AS first_day,
               CASE kept WHEN 7 THEN 1 ELSE 7 END AS days
        FROM (VALUES (7), (30)) AS class(kept)
        JOIN pg_inherits ON inhparent = format('log_event_%s', kept)::regclass
        JOIN pg_class AS leaf ON leaf.oid = inhrelid
        ORDER BY first_day
    LOOP
        EXIT WHEN at_most <= 0;
        CONTINUE WHEN segment.first_day + segment.days + segment.kept > current_date;
        EXECUTE format('SELECT EXISTS (SELECT FROM (SELECT topic, partition, max(log_offset) AS highest '
                       'FROM %I GROUP BY 1, 2) AS held '
                       'JOIN log_group AS reader USING (topic, partition) WHERE reader.read_to < held.highest)',
                       segment.name)
        INTO is_wanted;
        CONTINUE WHEN is_wanted;
        EXECUTE format('DROP TABLE %I', segment.name);
        at_most := at_most - 1;
        dropped := segment.name;
        RETURN NEXT;
    END LOOP;
END $$;

SELECT make_log_segments();
-- What an older version wrote is as if written now.
INSERT INTO log_event (topic, partition, log_offset, key, envelope, kept_days)
SELECT topic, partition, log_offset, key, envelope, 30 FROM log_event_of_before;
DROP TABLE log_event_of_before;
