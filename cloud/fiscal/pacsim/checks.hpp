#pragma once
// What a PAC checks before it stamps, with SAT's codes (MatrizDeErrores_CFDI_v40) and the usual ones of PACs.

#include <optional>
#include <string>

#include "base/time.hpp"
#include "cloud/fiscal/pacsim/document.hpp"

namespace aquacis::fiscal::pacsim {

struct Complaint {
    std::string code;  // "302", "CFDI40108"
    std::string message;
};

std::optional<Complaint> check_seal(const Node& comprobante, const std::string& cadena);  // certificate and seal
std::optional<Complaint> check_content(const Node& comprobante, Instant now);  // structure, dates, parties, sums

}  // namespace aquacis::fiscal::pacsim
