#include "cloud/payments/service/get_account.hpp"

#include "base/printed_code.hpp"
#include "cloud/payments/store/account_store.hpp"

namespace aquacis::payments {

// By the id or by the number on the bill, whichever was sent; a refusal names that field.
Result<Account> get_account(const Context& context, const platform::Caller& caller, const AccountQuestion& question) {
    const bool by_id = !question.contract_id.empty();
    auto contract = by_id ? ContractId::parse(question.contract_id) : std::nullopt;
    if (by_id ? !contract : question.contract_number.empty())
        return Refusal{RefusalKind::invalid, "payments.contract_missing", by_id ? "contract_id" : "contract_number",
                       "Falta el contrato o no es un identificador.", "Envíe contract_id o contract_number."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<Account> {
        if (!by_id) contract = find_account(tx, contract_number_in(question.contract_number, caller.administration));
        auto accounts = contract ? find_accounts(tx, {&*contract, 1}) : std::vector<Account>{};
        if (!accounts.empty()) return std::move(accounts.front());
        return Refusal{RefusalKind::not_found, "payments.contract_not_found", by_id ? "contract_id" : "contract_number",
                       "No hay un contrato con ese número en esta administración.",
                       "Revise el número, como está en el recibo: 00412-7."};
    });
}

}  // namespace aquacis::payments
