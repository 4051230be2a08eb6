#include "cloud/platform/operations/convert.hpp"

#include <stdexcept>

namespace aquacis::platform {

sync::v1::Outcome to_message(const OperationRef& key, const Outcome& outcome) {
    sync::v1::Outcome message;
    message.set_device_id(key.device.to_string());
    message.set_epoch(key.epoch);
    message.set_seq(key.seq);
    message.set_verdict(static_cast<sync::v1::Verdict>(outcome.verdict));
    message.set_code(outcome.code);
    message.set_field(outcome.field);
    message.set_reason(outcome.reason);
    message.set_remedy(outcome.remedy);
    for (const std::string& effect : outcome.effects) {
        const auto slash = effect.find('/');
        auto* named = message.add_effects();
        named->set_kind(effect.substr(0, slash));
        named->set_id(effect.substr(slash + 1));
    }
    return message;
}

Outcome from_message(const sync::v1::Outcome& message) {
    if (message.verdict() < sync::v1::VERDICT_ACCEPTED || message.verdict() > sync::v1::VERDICT_REJECTED)
        throw std::invalid_argument("an outcome without a verdict");
    Outcome outcome{static_cast<Verdict>(message.verdict()), message.code(), message.field(), message.reason(),
                    message.remedy()};
    for (const auto& effect : message.effects())
        outcome.effects.push_back(effect.kind() + "/" + effect.id());
    return outcome;
}

}  // namespace aquacis::platform
