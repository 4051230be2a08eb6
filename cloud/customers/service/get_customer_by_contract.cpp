#include "cloud/customers/service/get_customer_by_contract.hpp"

#include "cloud/customers/store/access_log_store.hpp"
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

Result<Customer> get_customer_by_contract(const Context& context, const platform::Caller& caller,
                                          const std::string& contract_number) {
    if (contract_number.empty() || contract_number.size() > max_contract_number)
        return Refusal{RefusalKind::invalid, "customers.contract_number_invalid", "contract_number",
                       "Falta el número de contrato, o es demasiado largo.",
                       "Escríbalo como en el recibo, por ejemplo 00412-7."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<Customer> {
        const auto id = find_contract_holder(tx, contract_number);
        if (!id) return not_found(contract_number);
        const auto customers = context.customers.find(tx, std::span(&*id, 1));
        if (customers.empty()) return not_found(contract_number);
        log_access(tx, std::span(&*id, 1),
                   {caller.subject, "contract " + contract_number, caller.correlation_id, context.clock.now()});
        return customers.front();
    });
}

}  // namespace aquacis::customers
