#include "cloud/gateway/limits.hpp"

#include <algorithm>
#include <cmath>

namespace aquacis::gateway {
namespace {

constexpr std::size_t most_names = 20'000;
constexpr double microseconds_in_a_second = 1e6;
constexpr int longest_wait_s = 60;

}  // namespace

double Rate::left_of(const Share& share, Instant now) const {
    const auto since = std::max<std::int64_t>(0, to_microseconds(now) - to_microseconds(share.at));
    return std::min(settings_.burst,
                    share.left + settings_.per_second * static_cast<double>(since) / microseconds_in_a_second);
}

int Rate::seconds_until_one(double left) const {
    if (left >= 1) return 0;
    const double seconds = std::ceil((1 - left) / settings_.per_second);
    return static_cast<int>(std::clamp<double>(seconds, 1, longest_wait_s));
}

int Rate::take(const std::string& name, Instant now) {
    const std::lock_guard lock(mutex_);
    if (shares_.size() >= most_names && shares_.count(name) == 0) forget_the_whole(now);
    Share& share = shares_.try_emplace(name, Share{settings_.burst, now}).first->second;
    share = {left_of(share, now), now};
    const int seconds = seconds_until_one(share.left);
    if (seconds == 0) share.left -= 1;
    return seconds;
}

void Rate::forget_the_whole(Instant now) {
    std::erase_if(shares_, [&](const auto& one) { return left_of(one.second, now) >= settings_.burst; });
    if (shares_.size() >= most_names) shares_.clear();  // an attack from everywhere: better begin anew than keep count
}

std::shared_ptr<void> UnderWay::take(const std::string& caller) {
    {
        const std::lock_guard lock(mutex_);
        int& running = running_[caller];
        if (running >= most_) return nullptr;
        ++running;
    }
    return {this, [self = shared_from_this(), caller](UnderWay*) { self->give_back(caller); }};
}

void UnderWay::give_back(const std::string& caller) {
    const std::lock_guard lock(mutex_);
    const auto found = running_.find(caller);
    if (--found->second == 0) running_.erase(found);
}

}  // namespace aquacis::gateway
