#pragma once
// A person's decision about a reading that is not billed yet: it is voided, or a suspect one is accepted. The reading
// stays; the decision is a fact beside it. What the wrong reading had refused is then judged again.

#include <string>

#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

struct DecisionRequest {
    std::string meter_id;
    std::int64_t taken_at_us = 0;
    std::string reason;
    bool is_void = false;  // else accepted
};
struct DecisionAnswer {
    int readings = 0;  // that stood at that instant
    int judged_again = 0;
};
Result<DecisionAnswer> decide_reading(const Context& context, const platform::Caller& caller,
                                      const DecisionRequest& request);

}  // namespace aquacis::metering
