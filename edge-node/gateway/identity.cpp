#include "edge-node/gateway/identity.hpp"

#include <string>

#include "base/sha256.hpp"

namespace aquacis::edge {
namespace {

std::uint64_t sha256_head(std::string_view text) {
    const std::string digest = sha256(text);
    std::uint64_t head = 0;
    for (std::size_t i = 0; i < 8; ++i)
        head = head << 8 | static_cast<unsigned char>(digest[i]);
    return head;
}

void add(std::string& text, const std::optional<Decimal>& value) {
    if (value) text += value->to_string();
    text += '|';
}

}  // namespace

std::uint64_t hash_bytes(std::span<const std::uint8_t> bytes) {
    return sha256_head({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::uint64_t payload_hash(const Telegram& telegram) {
    std::string text;
    for (const Record& record : telegram.records) {
        text +=
            std::to_string(record.dif) + ':' + std::to_string(record.vif) + ':' + std::to_string(record.storage) + '=';
        add(text, record.value);
        text += record.text;
    }
    add(text, telegram.volume_m3);
    add(text, telegram.target_volume_m3);
    add(text, telegram.flow_m3_h);
    add(text, telegram.temperature_c);
    if (telegram.pressure_bar) add(text, telegram.pressure_bar);
    text += telegram.date_time.value_or("") + '|' + telegram.target_date.value_or("");
    for (const std::string& word : telegram.status)
        text += '|' + word;
    return sha256_head(text);
}

std::uint64_t identity_of(MeterKey meter, std::uint32_t counter, std::uint64_t payload) {
    std::array<std::uint8_t, 20> bytes;
    std::size_t at = 0;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes[at++] = static_cast<std::uint8_t>(meter >> shift);
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes[at++] = static_cast<std::uint8_t>(counter >> shift);
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes[at++] = static_cast<std::uint8_t>(payload >> shift);
    return hash_bytes(bytes);
}

RecentIdentities::Seen* RecentIdentities::find(std::uint64_t identity, Instant at) {
    const auto known = seen_.find(identity);
    if (known == seen_.end()) return nullptr;
    const auto apart = at > known->second.at ? at - known->second.at : known->second.at - at;
    return apart <= window ? &known->second : nullptr;
}

void RecentIdentities::remember(std::uint64_t identity, const Seen& seen) {
    if (seen_.insert_or_assign(identity, seen).second) order_.push_back(identity);
    if (order_.size() <= most) return;
    seen_.erase(order_.front());
    order_.pop_front();
}

}  // namespace aquacis::edge
