#pragma once
// The CFDI of a bill: tipo I, PPD, 99, MXN; one Concepto a line, allowances as Descuento, the tax that the bill says.

#include <map>
#include <string>

#include "base/result.hpp"
#include "cloud/fiscal/domain/invoice.hpp"
#include "cloud/fiscal/domain/receptor.hpp"

namespace aquacis::fiscal {

struct ConceptKeys {
    std::string product = "83101501";  // c_ClaveProdServ
    std::string unit = "E48";          // c_ClaveUnidad; MTQ or SM3: the line's cubic metres stand as Cantidad
    std::string unit_name = "Servicio";
};

struct Issuer {
    Emisor emisor;
    std::string lugar_expedicion;  // postal code
    std::map<std::string, ConceptKeys, std::less<>>
        concepts;  // by line kind; a kind that is missing takes ConceptKeys{}
};

struct BuildInput {
    const Invoice& invoice;
    const Taxpayer& taxpayer;
    const Issuer& issuer;
    Instant issued_at;  // its Fecha
};

struct BuiltCfdi {
    Comprobante comprobante;
    std::string remark;  // Spanish, when it says otherwise than the customer declared
};

bool has_charges(const Invoice& invoice);  // a bill without one has no CFDI

// Refused when SAT would refuse it: the receptor's data, nothing to charge, a sum or a tax out of SAT's tolerance.
Result<BuiltCfdi> build_comprobante(const BuildInput& input);

}  // namespace aquacis::fiscal
