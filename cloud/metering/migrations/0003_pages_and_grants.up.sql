-- A page of a campaign is read in the order that billing walks it, and only what may change of a reading can be
-- changed.
DROP INDEX consumption_by_contract;
CREATE INDEX consumption_by_contract ON consumption (administration_id, campaign_id, contract_id, meter_id);
-- grants reading: insert, update (suspect, voided), because what a meter showed stays as it came
-- grants consumption: insert, update (voided), because what was measured is closed anew and never changed
