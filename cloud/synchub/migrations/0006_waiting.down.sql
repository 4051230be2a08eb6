DROP INDEX operation_parked, operation_waiting;
