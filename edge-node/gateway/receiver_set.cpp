#include "edge-node/gateway/receiver_set.hpp"

#include <algorithm>

#include "base/log/log.hpp"

namespace aquacis::edge {
namespace {
constexpr std::chrono::minutes silence_told_after{30};
}  // namespace

ReceiverSet::ReceiverSet(const std::vector<Config>& tables, ReceptionQueue& queue, const TimeKeeper& time)
    : time_(time) {
    if (tables.empty() || tables.size() > max_receivers)
        throw ConfigError("[[receiver]]: name from 1 to " + std::to_string(max_receivers) + " receivers");
    for (const Config& table : tables)
        receivers_.push_back(make_receiver(table, {receivers_.size(), &queue, &time}));
    told_silent_.resize(receivers_.size());
}

ReceiverSet::~ReceiverSet() { stop(); }

void ReceiverSet::start() {
    started_uptime_us_ = time_.uptime_us();
    for (const auto& receiver : receivers_)
        receiver->start();
}

void ReceiverSet::stop() {
    for (const auto& receiver : receivers_)
        receiver->stop();
}

void ReceiverSet::read_now() {
    for (const auto& receiver : receivers_)
        receiver->read_now();
}

bool ReceiverSet::set_valve(const ValveWish& wish, const ValveAnswer& answer) {
    return std::any_of(receivers_.begin(), receivers_.end(),
                       [&](const auto& receiver) { return receiver->set_valve(wish, answer); });
}

bool ReceiverSet::ended() const {
    return std::all_of(receivers_.begin(), receivers_.end(), [](const auto& receiver) { return receiver->ended(); });
}

bool ReceiverSet::any_open() const {
    return std::any_of(receivers_.begin(), receivers_.end(), [](const auto& receiver) { return receiver->open(); });
}

// A receiver that says nothing is told once, and once more when it speaks again.
void ReceiverSet::watch_silence(std::int64_t uptime_us) {
    for (std::size_t i = 0; i < receivers_.size(); ++i) {
        const std::int64_t last =
            std::max<std::int64_t>(receivers_[i]->counts().last_heard_uptime_us.load(), started_uptime_us_.load());
        const auto silent = microseconds(uptime_us - last);
        const bool is_silent = silent > silence_told_after;
        if (is_silent == told_silent_[i]) continue;
        told_silent_[i] = is_silent;
        if (is_silent)
            log::warning("receiver.silent",
                         {{"receiver", receivers_[i]->name()},
                          {"minutes", std::chrono::duration_cast<std::chrono::minutes>(silent).count()},
                          {"open", receivers_[i]->open()}});
        else
            log::info("receiver.speaks_again", {{"receiver", receivers_[i]->name()}});
    }
}

}  // namespace aquacis::edge
