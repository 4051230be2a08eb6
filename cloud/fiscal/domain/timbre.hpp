#pragma once
// SAT's timbre (TimbreFiscalDigital 1.1), its cadena, and the address that its QR carries.

#include <string>
#include <string_view>

#include "base/decimal.hpp"
#include "base/result.hpp"

namespace aquacis::fiscal {

struct Timbre {
    std::string version;
    std::string uuid;
    std::string fecha_timbrado;
    std::string rfc_prov_certif;
    std::string leyenda;  // optional
    std::string sello_cfd;
    std::string no_certificado_sat;
    std::string sello_sat;
};

// One tfd:TimbreFiscalDigital element, alone or inside a larger XML. Refused when it is none or lacks an attribute.
Result<Timbre> read_timbre(std::string_view xml);
std::string_view timbre_element(std::string_view xml);  // empty when there is none
std::string cadena_of(const Timbre& timbre);

struct QrContent {
    std::string uuid;
    std::string issuer_rfc;
    std::string receptor_rfc;
    Decimal total;
    std::string sello;
};
std::string qr_url(const QrContent& content);

// The value of an attribute of the XML's first element of that name; empty when absent. For documents of this program.
std::string attribute_of(std::string_view xml, std::string_view element, std::string_view attribute);

}  // namespace aquacis::fiscal
