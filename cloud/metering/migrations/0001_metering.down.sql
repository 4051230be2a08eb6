DROP TABLE consumption;
DROP TABLE campaign;
DROP TABLE reading_tally;
DROP TABLE reading_refused;
DROP TABLE reading;
DROP TABLE meter;
