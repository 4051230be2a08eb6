#include "field-app/core/use_cases/account_of.hpp"

#include "aquacis/billing/v1/billing.pb.h"
#include "base/parse_number.hpp"

namespace aquacis::office {
namespace {

constexpr int chart_months = 13;

Refusal unknown_contract() {
    return {RefusalKind::not_found, "payments.unknown_contract", "contract_number",
            "Este equipo no conoce ese contrato.",
            "Revise el número, búsquelo por nombre o calle (F2); los contratos nuevos llegan cuando hay conexión."};
}

// The water of all blocks of a bill; nothing when it is charged otherwise than by the m³.
std::optional<std::int64_t> billed_in(const std::string& body) {
    aquacis::billing::v1::Invoice invoice;
    if (!invoice.ParseFromString(body)) return std::nullopt;
    std::int64_t sum = 0;
    bool any = false;
    for (const auto& line : invoice.lines()) {
        if (line.kind() != "water") continue;
        const auto quantity = parse_number<std::int64_t>(line.quantity());
        if (!quantity) return std::nullopt;
        sum += *quantity;
        any = true;
    }
    const std::int64_t measured = invoice.consumed_litres() / 1000;
    const bool plausible = any && sum >= measured - 1 && sum <= measured + 1;
    return plausible ? std::optional(sum) : std::nullopt;
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
    PreparedPayment prepared{PaymentId(make_uuid_v7(office.clock.now(), office.random)),
                             std::move(account).value(),
                             office.store.consumption(contract, chart_months),
                             {}};
    for (const Debt& debt : prepared.account.debts)
        if (const auto body = office.store.invoice_body(debt.invoice))
            if (const auto billed = billed_in(*body)) prepared.billed_cubic_metres[debt.invoice] = *billed;
    return prepared;
}

}  // namespace aquacis::office
