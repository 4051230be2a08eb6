#include "sync/model/operation.hpp"

#include <algorithm>

#include "base/sha256.hpp"
#include "sync/model/digest.hpp"

namespace aquacis::sync {
namespace {

// Every field is written with its length or at a fixed width, so that no two operations have the same bytes.
class Canonical {
public:
    Canonical& number(std::uint64_t value) {
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes_.push_back(static_cast<char>((value >> shift) & 0xFF));
        return *this;
    }
    Canonical& text(std::string_view value) {
        number(value.size());
        bytes_.append(value);
        return *this;
    }
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

void add_act(Canonical& out, const Operation& operation) {
    out.text(operation.device.view())
        .text(operation.type)
        .number(operation.version)
        .text(operation.body)
        .number(static_cast<std::uint64_t>(operation.hlc.wall_us))
        .number(operation.hlc.counter)
        .text(operation.actor)
        .number(static_cast<std::uint64_t>(operation.administration))
        .number(static_cast<std::uint64_t>(to_microseconds(operation.created_at)));
}

}  // namespace

std::string chain_hash(const Operation& operation) {
    Canonical out;
    out.text("aquacis.operation.1").number(operation.epoch).number(operation.seq).text(operation.previous_hash);
    out.number(operation.deps.size());
    for (const std::uint64_t dep : operation.deps)
        out.number(dep);
    add_act(out, operation);
    return sha256(out.bytes());
}

std::string act_hash(const Operation& operation) {
    Canonical out;
    out.text("aquacis.act.1");
    add_act(out, operation);
    return sha256(out.bytes());
}

std::string owning_context(std::string_view type) {
    const std::size_t dot = type.find('.');
    return dot == std::string_view::npos ? std::string() : std::string(type.substr(0, dot));
}

namespace {

constexpr std::uint32_t max_version = 1'000'000;

bool is_plain(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

std::string malformation(const Operation& operation) {
    if (operation.device.is_nil()) return "device_id is missing";
    if (operation.epoch == 0 || operation.seq == 0) return "epoch and seq begin at 1";
    if (operation.epoch > max_epoch || operation.seq > max_seq) return "epoch or seq is too large";
    if (operation.version > max_version) return "version is too large";
    if (!is_plain(operation.type) || !is_plain(operation.actor)) return "type or actor holds a control character";
    if (operation.type.empty() || operation.type.size() > max_type_bytes) return "type is empty or too long";
    if (operation.body.size() > max_operation_bytes) return "body is longer than 64 KiB";
    if (operation.actor.size() > max_actor_bytes) return "actor is too long";
    if (operation.deps.size() > max_deps) return "more than 64 deps";
    if (std::any_of(operation.deps.begin(), operation.deps.end(),
                    [&](std::uint64_t dep) { return dep == 0 || dep >= operation.seq; }))
        return "a dep is not an earlier operation";
    if (operation.previous_hash.size() != (operation.seq == 1 ? 0U : 32U)) return "previous_hash has the wrong length";
    return {};
}

}  // namespace aquacis::sync
