#include "edge-node/decode/collect.hpp"

#include <algorithm>
#include <cstdio>

namespace aquacis::edge {
namespace {

void add_unknown_bits(const std::string& prefix, std::uint64_t bits, Telegram& telegram) {
    if (bits == 0 || prefix.empty()) return;
    char text[24];
    std::snprintf(text, sizeof text, "_%llX", static_cast<unsigned long long>(bits));
    telegram.status.push_back(prefix + text);
}

void apply_bits(const StatusRule& rule, std::uint64_t flags, Telegram& telegram) {
    flags &= rule.mask;
    for (const StatusWord& bit : rule.bits) {
        if ((flags & bit.value) != bit.value) continue;
        telegram.status.push_back(bit.word);
        flags &= ~bit.value;
    }
    add_unknown_bits(rule.unknown, flags, telegram);
}

// EN 13757-7: bits 0–4 mean the same for every maker; bits 5–7 are the maker's.
void apply_transport_status(std::uint8_t status, bool maker_bits_named, Telegram& telegram) {
    static constexpr const char* application[] = {nullptr, "BUSY", "ERROR", "ALARM"};
    if (const char* word = application[status & 3]) telegram.status.emplace_back(word);
    if ((status & 0x04) != 0) telegram.status.emplace_back("POWER_LOW");
    if ((status & 0x08) != 0) telegram.status.emplace_back("PERMANENT_ERROR");
    if ((status & 0x10) != 0) telegram.status.emplace_back("TEMPORARY_ERROR");
    if (!maker_bits_named) add_unknown_bits("UNKNOWN", status & 0xE0U, telegram);
}

std::uint64_t flags_of(const Record& record) {
    if (!record.value || record.value->is_negative() || record.value->scale() != 0) return 0;
    return static_cast<std::uint64_t>(record.value->units());
}

}  // namespace

void collect_status(const Driver& driver, const TransportStatus& transport, Telegram& telegram) {
    bool maker_bits_named = false;
    for (const StatusRule& rule : driver.status) {
        if (rule.from_transport) {
            maker_bits_named = true;
            if (transport.status) apply_bits(rule, *transport.status, telegram);
            continue;
        }
        for (const Record& record : telegram.records) {
            if (rule.record.matches(record)) apply_bits(rule, flags_of(record), telegram);
        }
    }
    if (transport.status && driver.transport_status)
        apply_transport_status(*transport.status, maker_bits_named, telegram);
    if (transport.alarm_telegram) telegram.status.emplace_back("ALARM");
    std::sort(telegram.status.begin(), telegram.status.end());
    telegram.status.erase(std::unique(telegram.status.begin(), telegram.status.end()), telegram.status.end());
    telegram.alarm = !telegram.status.empty();
}

namespace {

// The first selector that finds a record wins; among its records, the one with the lowest storage.
const Record* pick(const std::vector<Selector>& selectors, const std::vector<Record>& records) {
    for (const Selector& selector : selectors) {
        const Record* best = nullptr;
        for (const Record& record : records) {
            if (selector.matches(record) && (best == nullptr || record.storage < best->storage)) best = &record;
        }
        if (best != nullptr) return best;
    }
    return nullptr;
}

std::optional<Decimal> value_of(const Record* record) { return record == nullptr ? std::nullopt : record->value; }

std::optional<Decimal> flow_per_hour(const Record* record) {
    if (record == nullptr || !record->value) return std::nullopt;
    if (record->unit == "m3/min") return *record->value * Decimal::integer(60);
    if (record->unit == "m3/s") return *record->value * Decimal::integer(3600);
    return record->value;
}

// The date of the target volume: the driver's own choice first, then a date in the same storage. Without a volume, a
// date where one would be.
std::optional<std::string> target_date(const Driver& driver, const Record* target, const std::vector<Record>& records) {
    const Record* found = pick(driver.target_date, records);
    if (target == nullptr && found == nullptr) {
        std::vector<Selector> dates = driver.target_volume;
        for (Selector& selector : dates)
            selector.quantity = "date";
        found = pick(dates, records);
    }
    for (const Record& record : records) {
        if (found != nullptr || target == nullptr) break;
        const bool is_date = record.quantity == "date" || record.quantity == "date_time";
        if (is_date && record.storage == target->storage && record.function == "instantaneous") found = &record;
    }
    if (found == nullptr || found->text.size() < 10) return std::nullopt;
    return found->text.substr(0, 10);
}

std::optional<Decimal> divided(std::optional<Decimal> value, unsigned divisor) {
    if (!value || divisor == 1) return value;
    return value->divided_by(Decimal::integer(divisor), 6, Rounding::half_even);
}

}  // namespace

void collect_values(const Driver& driver, Telegram& telegram) {
    const auto& records = telegram.records;
    telegram.volume_m3 = divided(value_of(pick(driver.volume, records)), driver.volume_divisor);
    const Record* target = pick(driver.target_volume, records);
    telegram.target_volume_m3 = divided(value_of(target), driver.volume_divisor);
    telegram.target_date = target_date(driver, target, records);
    telegram.flow_m3_h = flow_per_hour(pick(driver.flow, records));
    telegram.temperature_c = value_of(pick(driver.temperature, records));
    const Record* clock = pick(driver.date_time, records);
    if (clock != nullptr && !clock->text.empty()) telegram.date_time = clock->text;
}

}  // namespace aquacis::edge
