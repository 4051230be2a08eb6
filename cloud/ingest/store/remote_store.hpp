#pragma once
// What was asked of gateways, and what they answered.

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::ingest {

struct TwinReport {
    std::int64_t version = 0;
    std::string outcome;  // on_trial | applied | refused | rolled_back
    std::string reason;
    std::int64_t keys_in_use = 0;
};

struct TwinRow {
    std::int64_t version = 0;  // desired; 0: never
    std::optional<Instant> made_at;
    std::string made_by;
    TwinReport reported;
    std::optional<Instant> reported_at;
};

struct CommandRow {
    std::string command_id;
    std::string gateway_id;
    std::string kind;
    std::string meter;
    Instant made_at;
    std::string made_by;
    Instant expires_at;
    std::string status{};  // empty: not answered
    std::string detail{};
    std::optional<Instant> answered_at{};
};

struct CommandAnswered {
    std::string command_id;
    std::string status;
    std::string detail;
};

class RemoteStore {
public:
    static constexpr int most_newest = 20;
    static constexpr auto keep_commands = std::chrono::days(90);

    // Nothing: there is no such gateway, or it is revoked.
    std::optional<std::int64_t> next_version(platform::Transaction& tx, const std::string& gateway_id,
                                             const std::string& by, Instant now) const;
    void note(platform::Transaction& tx, const std::string& gateway_id, const TwinReport& report, Instant now) const;
    std::optional<TwinRow> find_twin(platform::Transaction& tx, const std::string& gateway_id) const;

    bool add(platform::Transaction& tx, const CommandRow& command) const;  // false as above; old ones go
    void drop(platform::Transaction& tx, const std::string& command_id) const;
    void note(platform::Transaction& tx, const std::string& gateway_id, const CommandAnswered& answer,
              Instant now) const;  // the first counts
    std::optional<CommandRow> find_command(platform::Transaction& tx, const std::string& command_id) const;
    std::vector<CommandRow> newest_commands(platform::Transaction& tx,
                                            const std::string& gateway_id) const;  // without details
};

}  // namespace aquacis::ingest
