-- The platform keeps what became of operations, for every context that decides on some.
INSERT INTO operation_outcome (administration_id, device_id, epoch, seq, fingerprint, type, verdict, code, field,
                               reason, remedy, effects, decided_at)
SELECT administration_id, device_id, epoch, seq, fingerprint, type, verdict, code, field, reason, remedy,
       ARRAY (SELECT 'account/' || contract FROM unnest(announced) AS contract), applied_at
FROM applied_operation;
INSERT INTO operation_quarantine (administration_id, device_id, epoch, seq, fingerprint, type, version, body, code,
                                  received_at)
SELECT administration_id, device_id, epoch, seq, fingerprint, type, 1, body, code, received_at
FROM quarantined_operation;
DROP TABLE applied_operation, quarantined_operation;
