#include "cloud/platform/calls/known_tokens.hpp"

#include <algorithm>
#include <mutex>

namespace aquacis::platform {
namespace {

constexpr std::size_t most = 10'000;

}  // namespace

std::shared_ptr<const Caller> KnownTokens::find(std::string_view token, Instant now) const {
    const std::shared_lock lock(mutex_);
    const auto found = known_.find(token);
    const bool counts = found != known_.end() && found->second.from <= now && now < found->second.until;
    return counts ? found->second.caller : nullptr;
}

Result<std::shared_ptr<const Caller>> KnownTokens::verify(std::string_view token, Instant now) const {
    if (auto known = find(token, now)) return known;
    auto verified = verifier_->verify(token, now);
    if (!verified) return verified.refusal();
    const Instant until = std::min(verified->until, now + longest);
    const auto caller = std::make_shared<const Caller>(*std::move(verified));
    const std::lock_guard lock(mutex_);
    if (known_.size() >= most) std::erase_if(known_, [&](const auto& one) { return one.second.until <= now; });
    if (known_.size() >= most) known_.clear();
    known_.insert_or_assign(std::string(token), Known{caller, now, until});
    return caller;
}

}  // namespace aquacis::platform
