#pragma once
// The gateways' registry, the duplicates of two weeks, and what was no reading.

#include <set>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "cloud/ingest/domain/reading.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::ingest {

struct GatewayCounts {
    std::string gateway_id;
    std::int64_t recorded = 0;
    std::int64_t duplicates = 0;
    std::int64_t quarantined = 0;
};

struct Quarantined {
    std::string gateway_id;
    std::string reason;
    std::string content;  // its first max_content bytes are kept
};

class IngestStore {
public:
    static constexpr std::size_t max_content = 65'536;
    static constexpr int max_quarantined =
        10'000;  // of an administration; beyond, what comes is only counted in the log

    void register_gateway(platform::Transaction& tx, const std::string& gateway_id, Instant now) const;
    std::set<std::string> enabled(platform::Transaction& tx, const std::set<std::string>& gateways) const;
    // Of these, the ones that were not there: now they are.
    std::unordered_set<Uuid> claim(platform::Transaction& tx, std::span<const EventIdentity> events, Instant now) const;
    void count(platform::Transaction& tx, std::span<const GatewayCounts> counts, Instant now) const;
    void quarantine(platform::Transaction& tx, const Quarantined& what, Instant now) const;
    // Of all administrations what came last before then, `at_most`; how many.
    std::int64_t forget_quarantined(platform::Transaction& tx, Instant before, int at_most) const;
};

}  // namespace aquacis::ingest
