ALTER TABLE held_back DROP COLUMN passed_to;
