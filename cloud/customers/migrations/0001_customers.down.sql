DROP TABLE access_log;
DROP TABLE contract_holder;
DROP TABLE customer;
