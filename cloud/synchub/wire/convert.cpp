#include "cloud/synchub/wire/convert.hpp"

#include "aquacis/sync/v1/feed.pb.h"

namespace aquacis::synchub {

sync::v1::Outcome to_message(const OperationKey& key, const Outcome& outcome) {
    sync::v1::Outcome message;
    message.set_device_id(key.device.to_string());
    message.set_epoch(key.epoch);
    message.set_seq(key.seq);
    message.set_verdict(static_cast<sync::v1::Verdict>(outcome.verdict));
    message.set_code(outcome.code);
    message.set_field(outcome.field);
    message.set_reason(outcome.reason);
    message.set_remedy(outcome.remedy);
    return message;
}

Outcome from_message(const sync::v1::Outcome& message) {
    Outcome outcome{static_cast<int>(message.verdict()), message.code(), message.field(), message.reason(),
                    message.remedy()};
    for (const auto& effect : message.effects())
        outcome.effects.push_back(effect.kind() + "/" + effect.id());
    return outcome;
}

bool is_money(const std::string& type) { return type.starts_with("payments.payment."); }

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
