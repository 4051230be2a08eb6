#pragma once
// What devices sent goes when everybody who needs it has had it: an operation that is settled, seen and answered, days
// after that; which effects it waited for and where in the feed it was seen, at once.

#include <atomic>

#include "base/config/config.hpp"
#include "base/time.hpp"
#include "cloud/platform/telemetry/gauges.hpp"
#include "cloud/synchub/store/inbox_store.hpp"

namespace aquacis::synchub {

struct KeptDays {
    int settled = 90;    // accepted or merged: sent again after that, its context is asked anew
    int refused = 1095;  // parked or rejected: few, and a person may have it asked again
};
KeptDays kept_days_of(const Config& config);

class ForgetSettled {
public:
    ForgetSettled(platform::Pool& database, const Clock& clock, KeptDays kept)
        : database_(database), clock_(clock), kept_(kept) {}
    bool step();  // true: there may be more
    platform::Gauges gauges();

private:
    platform::Pool& database_;
    const Clock& clock_;
    const KeptDays kept_;
    std::atomic<std::int64_t> operations_{0}, effects_{0}, places_{0};
};

}  // namespace aquacis::synchub
