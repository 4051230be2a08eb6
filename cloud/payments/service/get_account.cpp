#include "cloud/payments/service/get_account.hpp"

#include "cloud/payments/store/account_store.hpp"

namespace aquacis::payments {

Result<Account> get_account(const Context& context, const platform::Caller& caller, const AccountQuery& query) {
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<Account> {
        const auto contract = query.contract_id.empty() ? find_contract(tx, query.contract_number) : ContractId::parse(query.contract_id);
        const auto accounts = contract ? find_accounts(tx, {&*contract, 1}) : std::vector<Account>();
        if (accounts.empty())
            return Refusal{RefusalKind::not_found, "payments.unknown_contract", query.contract_id.empty() ? "contract_number" : "contract_id",
                           "No hay una cuenta de ese contrato.", "Revise el número, con su dígito verificador."};
        return accounts.front();
    });
}

}  // namespace aquacis::payments
