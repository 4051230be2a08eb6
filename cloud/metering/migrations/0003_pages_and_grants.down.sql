DROP INDEX consumption_by_contract;
CREATE INDEX consumption_by_contract ON consumption (administration_id, campaign_id, contract_id);
