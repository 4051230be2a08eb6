-- What was no reading is kept for a person to look at, and not for ever: an administration's place is limited, and what
-- is full of last year's takes nothing of today's.
-- tenant quarantine: task:tidy deletes, because what is old goes, whosever it is
CREATE INDEX quarantine_last_at ON quarantine (last_at);
