#include "cloud/platform/telemetry/watch.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"

namespace aquacis::platform {
namespace {

// Longer than a look that ends by itself takes when its database hangs: a free connection, then a statement.
constexpr auto too_long_ago = std::chrono::seconds(20);

}  // namespace

Watch::Watch(std::string what, std::chrono::milliseconds every, Look look)
    : what_(std::move(what)),
      every_(every),
      look_(std::move(look)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

bool Watch::is_up() const {
    const std::lock_guard lock(mutex_);
    return succeeded_ && std::chrono::steady_clock::now() - ended_ < every_ + too_long_ago;
}

std::vector<Measure> Watch::measures() const {
    const std::lock_guard lock(mutex_);
    return measures_;
}

void Watch::run(const std::stop_token& stop) {
    constexpr auto turn = std::chrono::milliseconds(50);
    while (!stop.stop_requested()) {
        look_once();
        for (auto left = every_; left.count() > 0 && !stop.stop_requested(); left -= turn)
            std::this_thread::sleep_for(std::min(left, turn));
    }
}

void Watch::look_once() {
    std::vector<Measure> measures;
    std::string reason;
    try {
        measures = look_();
    } catch (const std::exception& fault) {
        reason = classify(fault).description;
    }
    const std::lock_guard lock(mutex_);
    if (succeeded_ && !reason.empty()) log::warning("database.down", {{"database", what_}, {"reason", reason}});
    if (!succeeded_ && reason.empty()) log::info("database.up", {{"database", what_}});
    succeeded_ = reason.empty();
    ended_ = std::chrono::steady_clock::now();
    measures_ = std::move(measures);
}

}  // namespace aquacis::platform
