#include "cloud/contracts/service/get_contract.hpp"

#include "cloud/contracts/store/contract_store.hpp"

namespace aquacis::contracts {

Result<Contract> get_contract(const Context& context, const platform::Caller& caller,
                              const std::string& contract_number) {
    const auto number = ContractNumber::parse(contract_number);
    if (!number)
        return Refusal{RefusalKind::invalid, "contracts.number_invalid", "contract_number",
                       "El número de contrato no es válido o no coincide su dígito verificador.",
                       "Escríbalo como en el recibo, por ejemplo 00412-7."};
    return context.database.read(caller.administration, [&](platform::Transaction& tx) -> Result<Contract> {
        auto contract = find_contract(tx, *number);
        if (contract) return *std::move(contract);
        return Refusal{RefusalKind::not_found, "contracts.not_found", "contract_number",
                       "No existe el contrato " + number->text() + " en esta administración.",
                       "Revise el número, o consulte en la administración que lo atiende."};
    });
}

}  // namespace aquacis::contracts
