-- What a context tells again on command, page by page; a row without a table asks for all of them in every
-- administration.
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

-- Each administration that has rows there, from index entry to index entry: a table of years is not read through. It is
-- the owner's, and tells numbers alone, so no table of a context need be opened to the task that goes through them.
CREATE FUNCTION administrations_of(named regclass) RETURNS SETOF integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    administration integer := 0;
    before text := current_setting('aquacis.scope', true);
BEGIN
    PERFORM set_config('aquacis.scope', 'task:migrate', true);
    LOOP
        EXECUTE format('SELECT min(administration_id) FROM %s WHERE administration_id > $1', named) INTO administration
            USING administration;
        EXIT WHEN administration IS NULL;
        RETURN NEXT administration;
    END LOOP;
    PERFORM set_config('aquacis.scope', coalesce(before, ''), true);
END $$;
