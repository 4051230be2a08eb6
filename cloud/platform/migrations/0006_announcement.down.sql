DROP FUNCTION administrations_of;
DROP TABLE announcement;
