DROP TABLE bill_reversal;
