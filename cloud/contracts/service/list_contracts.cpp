#include "cloud/contracts/service/list_contracts.hpp"

#include "cloud/contracts/store/contract_store.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::contracts {

Result<ContractList> list_contracts(const Context& context, const platform::Caller& caller,
                                    const ListQuestion& question) {
    const auto size = platform::check_page_size(question.page_size, {.otherwise = 500, .most = 1000});
    if (!size) return size.refusal();
    if (!question.page_token.empty() && !ContractNumber::parse(question.page_token))
        return Refusal{RefusalKind::invalid, "contracts.page_token_invalid", "page_token",
                       "La marca de página no es de esta lista.",
                       "Envíe next_page_token de la respuesta anterior, o vacío para empezar."};
    return context.database.read(caller.administration, [&](platform::Transaction& tx) {
        // One more than asked for tells whether there is a next page.
        ContractList list{list_contracts(tx, {question.zone_id, question.page_token, *size + 1}), ""};
        if (list.contracts.size() > static_cast<std::size_t>(*size)) {
            list.contracts.pop_back();
            list.next_page_token = list.contracts.back().number.text();
        }
        return list;
    });
}

}  // namespace aquacis::contracts
