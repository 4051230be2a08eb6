#pragma once
// The broker is away for days of simulated time while a node hears its meters; then it returns. The node is the real
// one, over TCP and a real Mosquitto; only its clock is simulated. What arrives is held against what was said, telegram
// by telegram.

#include <filesystem>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace aquacis::edge::test {

struct OutageSettings {
    std::filesystem::path folder;  // empty, for the node's state
    int meters = 200;
    int days = 2;
    std::optional<std::int64_t> spool_bytes = std::nullopt;  // the spool's limit; else the node's own default
    std::chrono::minutes patience{10};                       // for the node to take in, and to deliver
};

struct OutageResult {
    std::int64_t said = 0;
    std::int64_t queued = 0;       // when the broker returned
    std::int64_t spool_bytes = 0;  // then
    std::int64_t delivered = 0;    // different telegrams
    std::int64_t twice = 0;        // delivered again, beyond the first time
    std::int64_t wrong = 0;        // a time, volume or class other than said
    std::int64_t missing_alarms = 0;
    std::int64_t missing_billing = 0;
    std::int64_t missing_intervals = 0;
    std::int64_t told_thinned = 0;  // what the node says that it dropped, for room or age
    std::int64_t left_in_spool = 0;
    std::int64_t alarms = 0;         // said
    std::int64_t bytes_written = 0;  // by this process, to the block layer, over the whole outage and the return
    double taking_in_s = 0;
    double delivering_s = 0;
    std::string fault;  // what it waited for in vain
};

OutageResult run_outage(const OutageSettings& settings);

}  // namespace aquacis::edge::test
