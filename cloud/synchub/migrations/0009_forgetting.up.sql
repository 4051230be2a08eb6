-- An operation goes when it is settled, its effects were seen, its device has the outcome and says so, and days have
-- passed. Sent again after that its context is asked anew: the act's own number decides there, so nothing takes effect
-- twice.
ALTER TABLE device
    ADD COLUMN answered_epoch bigint NOT NULL DEFAULT 0,  -- its last hello: through here it has every outcome
    ADD COLUMN answered_seq bigint NOT NULL DEFAULT 0,
    ADD COLUMN forgotten_epoch bigint NOT NULL DEFAULT 0, -- what is not held through here was, and went
    ADD COLUMN forgotten_seq bigint NOT NULL DEFAULT 0;
-- tenant device: task:tidy writes, because it notes how far the operations of each one went
-- tenant operation: task:tidy deletes, because what is settled goes, whosever it is
-- tenant awaited_effect: task:tidy deletes, because what arrived and was seen is awaited no more
-- tenant device_seen: task:tidy deletes, because the newest places alone are asked for
-- Letters of the time when this event had what PINs are checked by. They say no more than that somebody changed.
DELETE FROM dead_letter WHERE topic = 'cashier.changed';
