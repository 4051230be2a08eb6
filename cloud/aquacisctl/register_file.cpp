#include "cloud/aquacisctl/register_file.hpp"

#include <nlohmann/json.hpp>

namespace aquacis::aquacisctl {
namespace {

using Json = nlohmann::ordered_json;

Json header(const RegisterOrder& order, const Register& made) {
    Json cashiers = Json::array();
    for (const CashierEntry& cashier : made.cashiers)
        cashiers.push_back({{"id", cashier.id}, {"name", cashier.name}, {"pin", cashier.pin}, {"role", cashier.role}});
    return {{"register", 1},
            {"seed", order.seed},
            {"administration", order.administration.number()},
            {"start", to_iso(order.start)},
            {"contracts", made.entries.size()},
            {"cashiers", cashiers}};
}

Json meter_line(const RegisterEntry& entry) {
    const metering::MeterIdentity& identity = entry.meter.identity;
    return {{"manufacturer", identity.manufacturer},
            {"serial", identity.serial},
            {"version", identity.version},
            {"device_type", identity.device_type},
            {"security", entry.radio.security},
            {"key", entry.radio.key},
            {"initial_litres", entry.meter.initial_litres},
            {"week", entry.radio.week_litres},
            {"leak_litres_per_day", entry.radio.leak_litres_per_day},
            {"stopped_after_day", entry.radio.stopped_after_day ? Json(*entry.radio.stopped_after_day) : Json(nullptr)},
            {"zone", entry.contract.zone_id},
            {"contract", entry.contract.number}};
}

}  // namespace

void write_register(std::ostream& out, const RegisterOrder& order, const Register& made) {
    out << header(order, made).dump() << '\n';
    for (const RegisterEntry& entry : made.entries)
        out << meter_line(entry).dump() << '\n';
}

}  // namespace aquacis::aquacisctl
