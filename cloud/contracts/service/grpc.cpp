#include "cloud/contracts/service/grpc.hpp"

#include "cloud/contracts/service/get_contract.hpp"
#include "cloud/contracts/service/list_contracts.hpp"
#include "cloud/contracts/service/register_contracts.hpp"
#include "cloud/contracts/wire/convert.hpp"

namespace aquacis::contracts {

using platform::Caller;

grpc::Status ContractsService::RegisterContracts(grpc::ServerContext* call, const v1::RegisterContractsRequest* request,
                                                 v1::RegisterContractsResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        std::vector<ContractDraft> drafts;
        for (const auto& contract : request->contracts())
            drafts.push_back(from_proto(contract));
        const auto registered = register_contracts(context_, caller, drafts);
        if (!registered) return registered.refusal();
        response->set_registered(*registered);
        return Done{};
    });
}

grpc::Status ContractsService::GetContract(grpc::ServerContext* call, const v1::GetContractRequest* request,
                                           v1::Contract* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto contract = get_contract(context_, caller, request->contract_number());
        if (!contract) return contract.refusal();
        *response = to_proto(*contract);
        return Done{};
    });
}

grpc::Status ContractsService::ListContracts(grpc::ServerContext* call, const v1::ListContractsRequest* request,
                                             v1::ListContractsResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto list =
            list_contracts(context_, caller, {request->zone_id(), request->page_size(), request->page_token()});
        if (!list) return list.refusal();
        for (const Contract& contract : list->contracts)
            *response->add_contracts() = to_proto(contract);
        response->set_next_page_token(list->next_page_token);
        return Done{};
    });
}

}  // namespace aquacis::contracts
