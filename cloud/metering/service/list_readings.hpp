#pragma once
// A meter's readings as they stand, newest first: what a person looks at before voiding or accepting one.

#include <string>
#include <vector>

#include "cloud/metering/service/context.hpp"
#include "cloud/metering/store/reading_store.hpp"

namespace aquacis::metering {

struct ReadingsQuestion {
    std::string meter_id;
    int page_size = 0;  // 1 to 500; 0 is 100
    std::string page_token;
};
struct ReadingsAnswer {
    std::vector<KeptReading> readings;
    std::string next_page_token;
};
Result<ReadingsAnswer> list_readings(const Context& context, const platform::Caller& caller,
                                     const ReadingsQuestion& question);

// What every call that names a meter may be refused with.
Result<MeterId> parse_meter_id(const std::string& text);
Refusal no_meter();

}  // namespace aquacis::metering
