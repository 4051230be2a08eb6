#pragma once
// SAT's c_RegimenFiscal: which régimen is for a natural person (RFC of 13 characters) and which for a company (12).

#include <string_view>

namespace aquacis {

enum class TaxPerson { natural, company };

// By the RFC's length, Ñ being one character.
TaxPerson tax_person_of(std::string_view rfc);

bool is_tax_regime(std::string_view regime);
bool regime_is_of(std::string_view regime, TaxPerson person);

}  // namespace aquacis
