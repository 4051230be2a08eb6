#include "cloud/metering/service/judge_again.hpp"

#include "cloud/metering/service/record_readings.hpp"
#include "cloud/metering/wire/convert.hpp"

namespace aquacis::metering {

JudgedAgain judge_again(const Context& context, platform::Transaction& tx, std::span<const Meter> meters,
                        const RefusedWanted& wanted) {
    JudgedAgain answer;
    ReadingBatch batch;
    for (WaitingReading& waiting : take_refused(tx, meters, wanted)) {
        answer.until = std::max(answer.until, waiting.taken_at);
        auto incoming = incoming_from(std::move(waiting.raw));
        incoming.refused_as = std::move(waiting.reason);
        batch.readings.push_back(std::move(incoming));
    }
    answer.taken = static_cast<int>(batch.readings.size());
    if (answer.taken != 0) answer.recorded = record_readings(context, tx, batch);
    return answer;
}

}  // namespace aquacis::metering
