#include "cloud/ingest/service/forget_quarantined.hpp"

namespace aquacis::ingest {
namespace {

constexpr int most_at_once = 500;  // of 64 KiB at most

}  // namespace

bool ForgetQuarantined::step() {
    const Instant before = context_.clock.now() - std::chrono::hours(24) * days_;
    const auto gone = context_.database.run_for_all({"tidy", true}, [&](platform::Transaction& tx) {
        return context_.store.forget_quarantined(tx, before, most_at_once);
    });
    gone_ += gone;
    return gone == most_at_once;
}

platform::Gauges ForgetQuarantined::gauges() {
    constexpr const char* name = "aquacis_quarantine_forgotten";
    return {{{name, "What gateways sent and was no reading, that went since the start, for it was too old."}}, [this] {
                return std::vector<platform::Measure>{{name, gone_}};
            }};
}

}  // namespace aquacis::ingest
