-- Nothing to undo: the policy goes with the line that asks for it.
SELECT 1;
