#include "cloud/customers/service/get_customer_by_contract.hpp"

#include "cloud/customers/store/contract_holder_store.hpp"

namespace aquacis::customers {
namespace {

constexpr std::size_t max_contract_number = 32;

Refusal not_found(const std::string& contract_number) {
    return {RefusalKind::not_found, "customers.contract_not_found", "contract_number",
            "No hay un titular registrado para el contrato " + contract_number + ".",
            "Revise el número de contrato en el recibo, con su dígito verificador."};
}

}  // namespace

Result<VersionedCustomer> get_customer_by_contract(const Context& context, const platform::Caller& caller,
                                                   const std::string& contract_number) {
    if (contract_number.empty() || contract_number.size() > max_contract_number)
        return Refusal{RefusalKind::invalid, "customers.contract_number_invalid", "contract_number",
                       "Falta el número de contrato, o es demasiado largo.",
                       "Escríbalo como en el recibo, por ejemplo 00412-7."};
    // A search that finds nobody is logged too, so the transaction commits before it is refused.
    const auto found = context.database.run(caller.administration, [&](platform::Transaction& tx) {
        const auto id = find_contract_holder(tx, contract_number);
        FoundCustomers holders = id ? context.customers.find(tx, std::span(&*id, 1)) : FoundCustomers{};
        const std::span<const CustomerId> read(id ? &*id : nullptr, holders.customers.size());
        platform::log_access(tx, read, platform::access_by(caller, "contract " + contract_number, context.clock.now()));
        return holders;
    });
    if (!found.unreadable.empty())
        return Refusal{RefusalKind::unavailable, "customers.unreadable", "contract_number",
                       "Los datos guardados del titular no se pueden leer.",
                       "Repórtelo: se revisan las llaves de datos personales o se restaura su renglón."};
    if (found.customers.empty()) return not_found(contract_number);
    return found.customers.front();
}

}  // namespace aquacis::customers
