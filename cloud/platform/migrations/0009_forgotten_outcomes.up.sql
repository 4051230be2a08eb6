-- An accepted operation's outcome goes with time: what it did has a number of its own, by which its context knows it
-- again. What was refused or taken otherwise than asked stays, for decided anew it might be answered otherwise.
CREATE INDEX operation_outcome_accepted ON operation_outcome (decided_at) WHERE verdict = 'accepted';
CREATE INDEX operation_quarantine_received ON operation_quarantine (received_at);
-- tenant operation_outcome: task:tidy deletes, because what is old goes, whosever it is
-- tenant operation_quarantine: task:tidy deletes, because what is old goes, whosever it is
