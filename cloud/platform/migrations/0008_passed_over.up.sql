-- How far a held-back administration's events were passed over: beyond the group's offset while a page is under way,
-- and until the offset is there nobody says that all of it was taken.
-- tenant held_back: task:log_repair writes, because a log that was set back has other events where these wait
ALTER TABLE held_back ADD COLUMN passed_to bigint NOT NULL DEFAULT -1;
