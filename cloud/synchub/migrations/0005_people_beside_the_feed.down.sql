-- Nothing is brought back: an older synchub sends its cashiers again with the next change of each.
ALTER TABLE feed_row DROP CONSTRAINT feed_row_is_nobodys_pin;
