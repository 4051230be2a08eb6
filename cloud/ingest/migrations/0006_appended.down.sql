DROP TABLE appended;
