-- A range whose grant this database lost and that its device named again: on that word alone it counts as granted.
ALTER TABLE folio_range ADD COLUMN given_back boolean NOT NULL DEFAULT false;
