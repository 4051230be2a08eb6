DROP TABLE device_grant;
