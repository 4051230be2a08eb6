DROP TABLE held_back;
