DROP TABLE meter_view, customer_view, contract_view, feed_row, feed_partition, device_seen, awaited_effect, operation,
    device, administration, hub;
DROP FUNCTION current_administration();
