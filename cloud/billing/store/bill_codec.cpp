#include "cloud/billing/store/bill_codec.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace aquacis::billing {
namespace {

using nlohmann::json;

template <class T>
T needed(std::optional<T> value, const char* what) {
    if (!value) throw std::runtime_error(std::string("bill event: not readable: ") + what);
    return *std::move(value);
}

// What was written by an older release lacks the newer keys: each has the value it stood for then. A newer release's
// further keys are passed over.
constexpr int schema = 2;

std::string text(const json& body, const char* key) { return body.at(key).get<std::string>(); }
Decimal decimal(const json& body, const char* key) { return needed(Decimal::parse(text(body, key)), key); }
Money money(const json& body, const char* key) { return Money::centavos(body.at(key).get<std::int64_t>()); }
Volume volume(const json& body, const char* key) { return Volume::litres(body.at(key).get<std::int64_t>()); }
Date date(const json& body, const char* key) { return needed(parse_date(text(body, key)), key); }

struct Encoder {
    EncodedEvent operator()(const MeterConsumption& reading) const {
        return {"reading", json{{"contract_id", reading.contract.to_string()},
                                {"meter_id", reading.meter.to_string()},
                                {"meter_label", reading.meter_label},
                                {"previous_litres", reading.previous.litres()},
                                {"previous_date", reading.previous_date},
                                {"current_litres", reading.current.litres()},
                                {"current_date", reading.current_date},
                                {"consumed_litres", reading.consumed.litres()},
                                {"quality", reading.quality},
                                {"remark", reading.remark}}
                               .dump()};
    }
    EncodedEvent operator()(const TariffChosen& tariff) const {
        return {"tariff", json{{"code", tariff.code}, {"version", tariff.version}, {"sha256", tariff.sha256}}.dump()};
    }
    EncodedEvent operator()(const LineCharged& charged) const {
        const RatedLine& line = charged.line;
        return {"line", json{{"kind", to_text(line.kind)},
                             {"description", line.description},
                             {"quantity", line.quantity.to_string()},
                             {"unit", line.unit},
                             {"unit_price", line.unit_price.to_string()},
                             {"amount_centavos", line.amount.centavos()},
                             {"rounding_decimals", line.rounding.decimals},
                             {"rounding_mode", to_text(line.rounding.mode)},
                             {"tax_rate", line.tax_rate.to_fixed(6, Rounding::half_up)},
                             {"tax_centavos", line.tax.centavos()},
                             {"explanation", line.explanation}}
                            .dump()};
    }
    EncodedEvent operator()(const BillIssued& issued) const {
        return {"issued", json{{"schema", schema},
                               {"number", issued.number},
                               {"revision", issued.revision},
                               {"reading_note", issued.reading_note},
                               {"contract_id", issued.contract.to_string()},
                               {"contract_number", issued.contract_number},
                               {"customer_id", issued.customer.to_string()},
                               {"use_class", to_text(issued.use_class)},
                               {"period", issued.period.to_string()},
                               {"issue_date", to_iso(issued.issue_date)},
                               {"due_date", to_iso(issued.due_date)},
                               {"subtotal_centavos", issued.subtotal.centavos()},
                               {"tax_centavos", issued.tax.centavos()},
                               {"total_centavos", issued.total.centavos()},
                               {"at_us", to_microseconds(issued.at)}}
                              .dump()};
    }
    EncodedEvent operator()(const BillReversed& reversed) const {
        return {"reversed", json{{"reason", reversed.reason},
                                 {"at_us", to_microseconds(reversed.at)},
                                 {"asked_by", reversed.asked_by},
                                 {"approved_by", reversed.approved_by}}
                                .dump()};
    }
};

MeterConsumption to_reading(const json& body) {
    return {.contract = needed(ContractId::parse(text(body, "contract_id")), "contract_id"),
            .meter = needed(MeterId::parse(text(body, "meter_id")), "meter_id"),
            .meter_label = text(body, "meter_label"),
            .previous = volume(body, "previous_litres"),
            .previous_date = text(body, "previous_date"),
            .current = volume(body, "current_litres"),
            .current_date = text(body, "current_date"),
            .consumed = volume(body, "consumed_litres"),
            .quality = text(body, "quality"),
            .remark = text(body, "remark")};
}

LineCharged to_line(const json& body) {
    RatedLine line;
    line.kind = needed(parse_line_kind(text(body, "kind")), "kind");
    line.description = text(body, "description");
    line.quantity = decimal(body, "quantity");
    line.unit = text(body, "unit");
    line.unit_price = decimal(body, "unit_price");
    line.amount = money(body, "amount_centavos");
    line.rounding = {body.at("rounding_decimals").get<int>(),
                     needed(parse_rounding(text(body, "rounding_mode")), "rounding_mode")};
    line.tax_rate = decimal(body, "tax_rate");
    line.tax = money(body, "tax_centavos");
    line.explanation = text(body, "explanation");
    return {line};
}

BillIssued to_issued(const json& body) {
    return {.number = text(body, "number"),
            .revision = body.value("revision", 1),
            .contract = needed(ContractId::parse(text(body, "contract_id")), "contract_id"),
            .contract_number = text(body, "contract_number"),
            .customer = needed(CustomerId::parse(text(body, "customer_id")), "customer_id"),
            .use_class = needed(parse_use_class(text(body, "use_class")), "use_class"),
            .period = needed(Period::parse(text(body, "period")), "period"),
            .issue_date = date(body, "issue_date"),
            .due_date = date(body, "due_date"),
            .subtotal = money(body, "subtotal_centavos"),
            .tax = money(body, "tax_centavos"),
            .total = money(body, "total_centavos"),
            .reading_note = body.value("reading_note", ""),
            .at = from_microseconds(body.at("at_us").get<std::int64_t>())};
}

}  // namespace

EncodedEvent encode(const BillEvent& event) { return std::visit(Encoder{}, event); }

BillEvent decode(std::string_view kind, std::string_view body) {
    const json parsed = json::parse(body);
    if (kind == "reading") return to_reading(parsed);
    if (kind == "tariff")
        return TariffChosen{text(parsed, "code"), parsed.at("version").get<std::uint32_t>(), text(parsed, "sha256")};
    if (kind == "line") return to_line(parsed);
    if (kind == "issued") return to_issued(parsed);
    if (kind == "reversed")
        return BillReversed{text(parsed, "reason"), from_microseconds(parsed.at("at_us").get<std::int64_t>()),
                            parsed.value("asked_by", ""), parsed.value("approved_by", "")};
    throw std::runtime_error("bill event: unknown kind " + std::string(kind));
}

}  // namespace aquacis::billing
