-- A program of before takes what is sent again for another machine's: with this step go the places that it would
-- compare.
ALTER TABLE device DROP COLUMN answered_epoch, DROP COLUMN answered_seq, DROP COLUMN forgotten_epoch,
    DROP COLUMN forgotten_seq;
