DROP TABLE contract;
DROP TABLE service_point;
