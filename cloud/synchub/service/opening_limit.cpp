#include "cloud/synchub/service/opening_limit.hpp"

#include <algorithm>
#include <utility>

namespace aquacis::synchub {

std::optional<OpeningLimit::Refused> OpeningLimit::take(const std::string& certificate, Moment now) {
    const std::lock_guard lock(mutex_);
    auto at = buckets_.find(certificate);
    if (at == buckets_.end()) {
        if (!make_room(now)) return std::nullopt;  // nobody is kept out for the number of the others
        at = buckets_.emplace(certificate, Bucket{now}).first;
    }
    Bucket& bucket = at->second;
    const Moment full_at = std::max(bucket.full_at, now) + settings_.refill;
    const auto wait =
        std::chrono::ceil<std::chrono::milliseconds>(full_at - now - settings_.at_once * settings_.refill);
    if (wait.count() > 0) return Refused{wait, !std::exchange(bucket.is_refusing, true)};
    bucket = {full_at, bucket.is_refusing && bucket.full_at > now};
    return std::nullopt;
}

// Full buckets say nothing.
bool OpeningLimit::make_room(Moment now) {
    if (buckets_.size() < settings_.most_certificates) return true;
    std::erase_if(buckets_, [&](const auto& entry) { return entry.second.full_at <= now; });
    return buckets_.size() < settings_.most_certificates;
}

}  // namespace aquacis::synchub
