DROP TABLE log_event, log_head;
