DROP TABLE gateway_certificate;
