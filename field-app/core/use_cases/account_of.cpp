#include "field-app/core/use_cases/account_of.hpp"

namespace aquacis::office {
namespace {

constexpr int chart_months = 13;

Refusal unknown_contract() {
    return {RefusalKind::not_found, "payments.unknown_contract", "contract_number",
            "Este equipo no conoce ese contrato.",
            "Revise el número, búsquelo por nombre o calle (F2); los contratos nuevos llegan cuando hay conexión."};
}

}  // namespace

Result<Account> account_of(Office& office, std::string_view contract_number) {
    const auto contract = office.store.contract(contract_number);
    if (!contract) return unknown_contract();
    return office.store.account(*contract);
}

Result<Account> account_of(Office& office, ContractId id) {
    const auto contract = office.store.contract(id);
    if (!contract) return unknown_contract();
    return office.store.account(*contract);
}

Result<PreparedPayment> prepare_payment(Office& office, ContractId contract) {
    auto account = account_of(office, contract);
    if (!account) return account.refusal();
    return PreparedPayment{PaymentId(make_uuid_v7(office.clock.now(), office.random)), std::move(account).value(),
                           office.store.consumption(contract, chart_months)};
}

}  // namespace aquacis::office
