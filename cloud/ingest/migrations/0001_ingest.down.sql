DROP FUNCTION begin_week(int);
DROP TABLE quarantine;
DROP TABLE seen_week;
DROP TABLE seen;
DROP TABLE gateway;
