#pragma once
// What gateways sent and was no reading goes when it was last seen days ago.

#include <atomic>

#include "cloud/ingest/service/record_batches.hpp"
#include "cloud/platform/telemetry/gauges.hpp"

namespace aquacis::ingest {

class ForgetQuarantined {
public:
    static constexpr int usual_days = 90;
    ForgetQuarantined(const Context& context, int days) : context_(context), days_(days) {}
    bool step();  // true: there may be more
    platform::Gauges gauges();

private:
    const Context& context_;
    const int days_;
    std::atomic<std::int64_t> gone_{0};
};

}  // namespace aquacis::ingest
