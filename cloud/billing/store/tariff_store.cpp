#include "cloud/billing/store/tariff_store.hpp"

#include "cloud/billing/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::billing {

using platform::run_sql;

void insert_tariff(platform::Transaction& tx, const NewTariff& tariff, Instant now) {
    run_sql(tx, sql::insert_tariff, tx.administration().number(), tariff.code, tariff.version,
            to_iso(tariff.valid_from), tariff.stored.sha256, tariff.stored.definition, to_iso(now));
}

std::optional<std::string> find_tariff_sha256(platform::Transaction& tx, const std::string& code,
                                              std::uint32_t version) {
    const auto rows = run_sql(tx, sql::find_tariff_sha256, code, version);
    return rows.empty() ? std::nullopt : std::optional<std::string>(rows[0][0].c_str());
}

std::optional<PublishedVersion> find_tariff(platform::Transaction& tx, const std::string& code, std::uint32_t version) {
    const auto rows = run_sql(tx, sql::find_tariff, code, version);
    if (rows.empty()) return std::nullopt;
    return PublishedVersion{{rows[0][0].c_str(), rows[0][1].c_str()}, rows[0][2].c_str()};
}

std::vector<StoredTariff> find_tariffs_in_force(platform::Transaction& tx, std::span<const std::string> codes,
                                                Date on) {
    platform::SqlArray wanted;
    for (const std::string& code : codes)
        wanted.add(code);
    std::vector<StoredTariff> found;
    for (const auto& row : run_sql(tx, sql::find_tariffs_in_force, wanted.text(), to_iso(on)))
        found.push_back({row[0].c_str(), row[1].c_str()});
    return found;
}

}  // namespace aquacis::billing
