#include "cloud/payments/store/folio_store.hpp"

#include "cloud/payments/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::payments {

using platform::run_sql;

std::optional<FolioRange> find_folio_range(platform::Transaction& tx, const CheckedFolios& request) {
    const auto rows =
        run_sql(tx, sql::find_folio_range, request.device.to_string(), request.series, request.request_key);
    if (rows.empty()) return std::nullopt;
    return FolioRange{rows[0][0].as<std::int64_t>(), rows[0][1].as<std::int64_t>()};
}

FolioRange grant_folios(platform::Transaction& tx, const CheckedFolios& request, Instant now) {
    const auto row = run_sql(tx, sql::grant_folios, tx.administration().number(), request.series, request.count,
                             request.device.to_string(), request.request_key, to_iso(now),
                             static_cast<std::int64_t>(request.epoch), request.above)[0];
    return {row[0].as<std::int64_t>(), row[1].as<std::int64_t>()};
}

std::optional<FolioOverlap> find_overlap(platform::Transaction& tx, const StatedFolios& stated) {
    const auto rows = run_sql(tx, sql::find_overlap, stated.series, stated.first, stated.last);
    if (rows.empty()) return std::nullopt;
    return FolioOverlap{DeviceId::parse(rows[0][0].c_str()).value(), rows[0][1].as<bool>()};
}

void give_back_folios(platform::Transaction& tx, const StatedFolios& stated, Instant now) {
    run_sql(tx, sql::give_back_folios, tx.administration().number(), stated.series, stated.first, stated.last,
            stated.device.to_string(), to_iso(now));
}

DeviceId claim_series(platform::Transaction& tx, const SeriesClaim& claim, Instant now) {
    run_sql(tx, sql::claim_series, tx.administration().number(), claim.series, claim.device.to_string(), to_iso(now));
    return DeviceId::parse(run_sql(tx, sql::find_series_owner, claim.series)[0][0].c_str()).value();
}

bool move_series(platform::Transaction& tx, const SeriesMove& move, Instant now) {
    return run_sql(tx, sql::move_series, move.series, move.to.to_string(), to_iso(now)).affected_rows() == 1;
}

std::int64_t count_unused_folios(platform::Transaction& tx, const CheckedFolios& request) {
    return run_sql(tx, sql::count_unused_folios, request.device.to_string(), request.series,
                   static_cast<std::int64_t>(request.epoch))[0][0]
        .as<std::int64_t>();
}

bool folio_is_granted(platform::Transaction& tx, const Uuid& device, const Folio& folio) {
    return !run_sql(tx, sql::find_grant_of_folio, device.to_string(), folio.series, folio.number).empty();
}

bool folio_is_taken(platform::Transaction& tx, const Folio& folio) {
    return !run_sql(tx, sql::find_folio_holder, folio.series, folio.number).empty();
}

std::string next_server_folio(platform::Transaction& tx, const std::string& series) {
    const std::string prefix = series + "-R";
    const auto number = run_sql(tx, sql::next_server_folio, prefix)[0][0].as<std::int64_t>();
    std::string digits = std::to_string(number);
    if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
    return prefix + "-" + digits;
}

}  // namespace aquacis::payments
