#include "cloud/contracts/wire/published_contract_created.hpp"

#include "cloud/contracts/wire/convert.hpp"

namespace aquacis::contracts {

platform::Event contract_created(const Contract& contract, const platform::Caller& caller, const Uuid& event_id,
                                 Instant now) {
    v1::ContractCreated message;
    message.set_contract_id(contract.id.to_string());
    *message.mutable_contract() = to_proto(contract);
    return platform::make_event(message, {.event_id = event_id,
                                          .source = "contracts",
                                          .aggregate_type = "contract",
                                          .timestamp = now,
                                          .administration = caller.administration,
                                          .correlation_id = caller.correlation_id,
                                          .caused_by = std::nullopt});
}

}  // namespace aquacis::contracts
