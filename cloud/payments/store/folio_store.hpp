#pragma once
// Folios: whose a series is, which ranges were granted, which payment stands under which.

#include <optional>
#include <string>

#include "cloud/payments/domain/payment.hpp"
#include "cloud/payments/domain/requests.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::payments {

struct FolioRange {
    std::int64_t first = 0, last = 0;  // inclusive
};
std::optional<FolioRange> find_folio_range(platform::Transaction& tx, const CheckedFolios& request);
FolioRange grant_folios(platform::Transaction& tx, const CheckedFolios& request, Instant now);

// Who was granted some of these folios; nothing: nobody, as far as is known here.
struct FolioOverlap {
    DeviceId device;
    bool holds_all = false;
};
std::optional<FolioOverlap> find_overlap(platform::Transaction& tx, const StatedFolios& stated);
void give_back_folios(platform::Transaction& tx, const StatedFolios& stated, Instant now);

struct SeriesClaim {
    std::string series;
    DeviceId device;
};
DeviceId claim_series(platform::Transaction& tx, const SeriesClaim& claim, Instant now);  // whose it is now
struct SeriesMove {
    std::string series;
    DeviceId to;
};
bool move_series(platform::Transaction& tx, const SeriesMove& move, Instant now);  // false: nobody's, or its already
std::int64_t count_unused_folios(platform::Transaction& tx, const CheckedFolios& request);  // of its present epoch

bool folio_is_granted(platform::Transaction& tx, const Uuid& device, const Folio& folio);
bool folio_is_taken(platform::Transaction& tx, const Folio& folio);
std::string next_server_folio(platform::Transaction& tx, const std::string& series);  // the series' name is locked

}  // namespace aquacis::payments
