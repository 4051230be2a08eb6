-- Which release a gateway said it runs: an update that the office asked for is done when this says so.
ALTER TABLE gateway ADD COLUMN release text NOT NULL DEFAULT '';
