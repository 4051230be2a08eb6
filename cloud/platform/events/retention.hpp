#pragma once
// What a context's database need not remember for ever: which events took effect, once the log no longer holds them,
// dead letters that were dealt with, and what became of operations that the context knows by their own numbers.

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cloud/platform/database/postgres.hpp"

namespace aquacis::platform {

struct Retention {
    int inbox_days = 35;               // more than the log keeps (30): an event that can still be read must be known
    int letter_days = 400;             // of dead letters, replayed or not
    int outcome_days = 400;            // of accepted operations; longer than synchub keeps these
    int quarantine_days = 400;         // of operations kept whole for a person
    std::vector<std::string> money{};  // how types begin whose kept bodies never go: "payments.payment."
};

// Until the transaction ends its statements go along an index, in its order: a page of a few thousand rows must not
// look at a table's millions, whatever its statistics say.
void plan_in_order(Transaction& tx);

class Tidying {
public:
    Tidying(Pool& database, Retention retention) : database_(database), retention_(std::move(retention)) {}
    bool step();  // some of what is too old goes; true when there may be more
    // Rows that went since the start, by table.
    std::vector<std::pair<std::string, std::int64_t>> went() const;

private:
    static constexpr std::array<const char*, 4> tables{"inbox", "dead_letter", "operation_outcome",
                                                       "operation_quarantine"};
    Pool& database_;
    const Retention retention_;
    std::array<std::atomic<std::int64_t>, tables.size()> went_{};
};

}  // namespace aquacis::platform
