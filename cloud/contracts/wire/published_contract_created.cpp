#include "cloud/contracts/wire/published_contract_created.hpp"

#include "cloud/contracts/wire/convert.hpp"

namespace aquacis::contracts {

v1::ContractCreated contract_created(const Contract& contract) {
    v1::ContractCreated message;
    message.set_contract_id(contract.id.to_string());
    *message.mutable_contract() = to_proto(contract);
    return message;
}

}  // namespace aquacis::contracts
