-- An administration that has set too much aside: from where in the log its events wait, while everybody else's go on.
-- tenant held_back: task:set_aside reads, because a consumer looks in every administration for what waits
CREATE TABLE held_back (
    administration_id integer NOT NULL,
    consumer text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    after_offset bigint NOT NULL,
    held_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (administration_id, consumer, topic, partition)
);
