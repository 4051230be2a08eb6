ALTER TABLE contract ADD COLUMN end_date date;  -- the last day; NULL while it has none
