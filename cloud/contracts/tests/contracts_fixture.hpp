#pragma once

#include <gtest/gtest.h>

#include "cloud/contracts/domain/contract.hpp"
#include "cloud/contracts/migrations/migrations.hpp"
#include "cloud/contracts/service/context.hpp"
#include "cloud/platform/database/sql.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::contracts {

inline constexpr AdministrationId queretaro{11};
inline constexpr AdministrationId colon{3};

inline std::string id_of(const std::string& kind, int n) {
    return make_named_uuid(Uuid(), kind + std::to_string(n)).to_string();
}

inline ContractDraft draft_of(int n, const std::string& zone = "14-B") {
    return {.contract_id = id_of("contract", n),
            .number = ContractNumber::of(static_cast<std::uint64_t>(n)).text(),
            .customer_id = id_of("customer", n),
            .service_point_id = id_of("point", n),
            .street = "Av. Corregidora",
            .street_number = std::to_string(n) + " B",
            .settlement = "Centro",
            .municipality = "Querétaro",
            .postal_code = "76000",
            .zone_id = zone,
            .use_class = 1,
            .tariff_code = "DOM-MEDIO",
            .start_date = "2026-09-01",
            .state = "active"};
}

inline std::vector<ContractDraft> drafts_of(int from, int to, const std::string& zone = "14-B") {
    std::vector<ContractDraft> drafts;
    for (int n = from; n < to; ++n)
        drafts.push_back(draft_of(n, zone));
    return drafts;
}

class ContractsTest : public testing::Test {
protected:
    static platform::Caller caller(AdministrationId administration = queretaro) {
        return {"ana", administration, {"contracts.read", "contracts.write"}, "correlation"};
    }
    template <class... Values>
    std::int64_t number(AdministrationId administration, std::string_view query, const Values&... values) {
        return database_.pool().run(administration, [&](platform::Transaction& tx) {
            return platform::run_sql(tx, query, values...)[0][0].template as<std::int64_t>();
        });
    }

    test::ContextDatabase database_{"contracts", migrations};
    ManualClock clock_{parse_iso("2026-09-01T12:00:00Z").value()};
    RandomBits random_ = seeded_random(1);
    Context context_{database_.pool(), clock_, random_};
};

}  // namespace aquacis::contracts
