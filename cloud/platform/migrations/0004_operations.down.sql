DROP TABLE operation_quarantine, operation_outcome;
