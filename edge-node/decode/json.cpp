#include "edge-node/decode/json.hpp"

#include <nlohmann/json.hpp>

namespace aquacis::edge {
namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<Decimal>& value) { return value ? Json(value->to_string()) : Json(nullptr); }

Json text(const std::optional<std::string>& value) { return value ? Json(*value) : Json(nullptr); }

Json record_json(const Record& record) {
    Json json;
    json["quantity"] = record.quantity;
    if (record.value)
        json["value"] = record.value->to_string();
    else if (!record.text.empty())
        json["value"] = record.text;
    else
        json["value"] = nullptr;
    json["unit"] = record.unit;
    json["storage"] = record.storage;
    json["tariff"] = record.tariff;
    json["subunit"] = record.subunit;
    json["function"] = record.function;
    if (record.at) json["at"] = *record.at;
    json["offset"] = record.offset;
    json["length"] = record.length;
    return json;
}

}  // namespace

std::string to_json(const Decoded& decoded) {
    const Telegram& telegram = decoded.telegram;
    Json json;
    json["manufacturer"] = telegram.address.manufacturer;
    json["id"] = telegram.address.id;
    json["version"] = telegram.address.version;
    json["device_type"] = telegram.address.device_type;
    json["driver"] = telegram.driver;
    json["security"] = to_string(telegram.security);
    json["decrypted"] = telegram.decrypted;
    json["volume_m3"] = number(telegram.volume_m3);
    json["date_time"] = text(telegram.date_time);
    json["target_volume_m3"] = number(telegram.target_volume_m3);
    json["target_date"] = text(telegram.target_date);
    json["flow_m3_h"] = number(telegram.flow_m3_h);
    json["temperature_c"] = number(telegram.temperature_c);
    json["status"] = telegram.status;
    json["alarm"] = telegram.alarm;
    json["counter"] = telegram.counter ? Json(*telegram.counter) : Json(nullptr);
    json["records"] = Json::array();
    for (const Record& record : telegram.records)
        json["records"].push_back(record_json(record));
    json["warnings"] = telegram.warnings;
    json["outcome"] = decoded.outcome == Outcome::decoded     ? "decoded"
                      : decoded.outcome == Outcome::needs_key ? "needs_key"
                                                              : "invalid";
    if (decoded.error) json["error"] = {{"offset", decoded.error->offset}, {"message", decoded.error->message}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace aquacis::edge
