#include "cloud/synchub/wire/convert.hpp"

#include "aquacis/sync/v1/feed.pb.h"
#include "cloud/platform/operations/convert.hpp"

namespace aquacis::synchub {

sync::v1::Outcome to_message(const OperationKey& key, const Outcome& outcome) {
    return platform::to_message({key.device, key.epoch, key.seq}, outcome);
}

FeedRow to_feed_row(const ContractView& view) {
    sync::v1::ContractRow row;
    row.set_contract_id(view.contract.contract_id);
    row.set_number(view.contract.number);
    row.set_customer_name(view.customer_name);
    row.set_street(view.contract.street);
    row.set_street_number(view.contract.street_number);
    row.set_settlement(view.contract.settlement);
    row.set_municipality(view.contract.municipality);
    row.set_zone_id(view.contract.zone_id);
    row.set_use_class(view.contract.use_class);
    row.set_tariff_code(view.contract.tariff_code);
    row.set_meter_serial(view.serial);
    if (!view.serial.empty()) row.set_meter_label(view.manufacturer + " " + view.serial);
    row.set_state(view.contract.state);
    return {"contract", view.contract.contract_id, row.SerializeAsString(), 0};
}

}  // namespace aquacis::synchub
