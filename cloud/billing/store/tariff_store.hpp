#pragma once
// Published tariff versions, as their canonical JSON.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::billing {

struct StoredTariff {
    std::string definition;
    std::string sha256;
};
struct NewTariff {
    std::string code;
    std::uint32_t version = 0;
    Date valid_from;
    StoredTariff stored;
};

void insert_tariff(platform::Transaction& tx, const NewTariff& tariff,
                   Instant now);  // nothing when the version is there
std::optional<std::string> find_tariff_sha256(platform::Transaction& tx, const std::string& code,
                                              std::uint32_t version);
struct PublishedVersion {
    StoredTariff stored;
    std::string published_at;  // UTC, ISO 8601
};
std::optional<PublishedVersion> find_tariff(platform::Transaction& tx, const std::string& code, std::uint32_t version);
// Of each code the version in force on that day.
std::vector<StoredTariff> find_tariffs_in_force(platform::Transaction& tx, std::span<const std::string> codes, Date on);

}  // namespace aquacis::billing
