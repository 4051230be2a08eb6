#pragma once

#include "cloud/contracts/domain/contract.hpp"
#include "cloud/contracts/migrations/migrations.hpp"
#include "cloud/contracts/service/context.hpp"
#include "tests/support/context_test.hpp"

namespace aquacis::contracts {

using test::colon;
using test::queretaro;

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

class ContractsTest : public test::ContextTest {
protected:
    ContractsTest() : ContextTest("contracts", migrations, "2026-09-01T12:00:00Z") {}
    Context context_{database_.pool(), clock_, random_};
};

}  // namespace aquacis::contracts
