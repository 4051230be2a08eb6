DROP TABLE dead_letter, consumer_offset, inbox, outbox;
