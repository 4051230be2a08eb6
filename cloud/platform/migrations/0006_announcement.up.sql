-- What a context tells again on command, page by page; a row without a table asks for all of them in every administration.
-- tenant announcement: task:announce writes, because the task goes through every administration
-- tenant outbox: task:announce reads, because it waits while much is on its way
CREATE TABLE announcement (
    administration_id integer NOT NULL,
    what text NOT NULL,
    after_key text NOT NULL DEFAULT '',
    told bigint NOT NULL DEFAULT 0,
    asked_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    PRIMARY KEY (administration_id, what)
);

-- Each administration that has rows there, from index entry to index entry: a table of years is not read through.
CREATE FUNCTION administrations_of(named regclass) RETURNS SETOF integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    administration integer := 0;
BEGIN
    LOOP
        EXECUTE format('SELECT min(administration_id) FROM %s WHERE administration_id > $1', named) INTO administration USING administration;
        EXIT WHEN administration IS NULL;
        RETURN NEXT administration;
    END LOOP;
END $$;
