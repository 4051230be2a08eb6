#include "cloud/contracts/service/register_contracts.hpp"

#include <map>
#include <set>

#include "cloud/contracts/store/contract_store.hpp"
#include "cloud/contracts/wire/published_contract_created.hpp"
#include "cloud/platform/calls/request.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::contracts {
namespace {

Result<std::vector<Contract>> check_all(std::span<const ContractDraft> drafts) {
    if (auto count = platform::check_count("contracts", drafts.size(), max_batch); !count) return count.refusal();
    std::vector<Contract> contracts;
    contracts.reserve(drafts.size());
    for (const ContractDraft& draft : drafts) {
        auto contract = check_contract(draft);
        if (!contract) return platform::in_element("contracts", contracts.size(), contract.refusal());
        contracts.push_back(*std::move(contract));
    }
    return contracts;
}

// What stands in the register must be what was asked for, whether this call put it there or an earlier one.
Result<> check_stored(platform::Transaction& tx, std::span<const Contract> contracts) {
    std::vector<ContractId> ids;
    for (const Contract& contract : contracts)
        ids.push_back(contract.id);
    std::map<ContractId, Contract> stored;
    for (Contract& contract : find_contracts(tx, ids))
        stored.emplace(contract.id, std::move(contract));
    for (std::size_t at = 0; at < contracts.size(); ++at) {
        const auto found = stored.find(contracts[at].id);
        if (found == stored.end())
            return platform::in_element("contracts", at,
                                        {RefusalKind::conflict, "contracts.number_taken", "number",
                                         "El número " + contracts[at].number.text() + " ya es de otro contrato.",
                                         "Use un número libre, o el identificador del contrato que ya lo tiene."});
        if (found->second != contracts[at])
            return platform::in_element(
                "contracts", at,
                {RefusalKind::conflict, "contracts.id_taken", "contract_id",
                 "El contrato o su toma ya están registrados con otros datos.",
                 "Consulte el contrato " + contracts[at].number.text() + " antes de cambiarlo."});
    }
    return Done{};
}

}  // namespace

Result<int> register_contracts(const Context& context, const platform::Caller& caller,
                               std::span<const ContractDraft> drafts) {
    const auto contracts = check_all(drafts);
    if (!contracts) return contracts.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<int> {
        const auto added = insert_contracts(tx, *contracts);
        if (auto stored = check_stored(tx, *contracts); !stored) return stored.refusal();

        std::set<ContractId> unannounced(added.begin(), added.end());
        std::vector<v1::ContractCreated> created;
        for (const Contract& contract : *contracts)
            if (unannounced.erase(contract.id) != 0) created.push_back(contract_created(contract));
        platform::publish(tx, {context.random, context.clock.now(), caller.correlation_id}, created);
        return static_cast<int>(added.size());
    });
}

}  // namespace aquacis::contracts
