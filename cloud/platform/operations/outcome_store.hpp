#pragma once
// The outcomes that were given, and the operations that wait for a person.

#include <optional>
#include <string>
#include <vector>

#include "cloud/platform/operations/operations.hpp"

namespace aquacis::platform {

struct StoredOutcome {
    std::string fingerprint;
    Outcome outcome;
};
std::vector<StoredOutcome> find_outcomes(Transaction& tx, const OperationRef& key);
// Of the same act under whatever name the device gave it.
std::optional<Outcome> find_outcome_of_act(Transaction& tx, const Uuid& device, const std::string& fingerprint);

struct OutcomeRecord {
    const NodeOperation& operation;  // as it came
    std::string fingerprint;
    Outcome outcome;
    Instant now;
};
void insert_outcome(Transaction& tx, const OutcomeRecord& record);
void quarantine(Transaction& tx, const OutcomeRecord& record);

}  // namespace aquacis::platform
