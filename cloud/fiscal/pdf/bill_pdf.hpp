#pragma once
// A bill as a citizen reads it: one letter-size page, PDF.

#include <optional>
#include <string>
#include <vector>

#include "cloud/fiscal/domain/comprobante.hpp"
#include "cloud/fiscal/domain/invoice.hpp"
#include "cloud/fiscal/domain/timbre.hpp"

namespace aquacis::fiscal {

struct BillPage {
    Invoice invoice;
    AdministrationId administration;  // whose contract it is, for its bars
    Emisor issuer;
    std::string place_of_issue;  // postal code
    std::string customer_name;
    std::string customer_address;  // may be empty
    std::string notice;            // printed in the timbre's place while there is none
    struct Fiscal {                // the stamped CFDI's
        std::string receptor_rfc;
        std::string receptor_name;
        std::string uso_cfdi;
        std::string remark;  // what it says otherwise than the customer declared; may be empty
        std::string no_certificado;
        Timbre timbre;
        std::string qr_url;
    };
    std::optional<Fiscal> fiscal;
};

std::string bill_pdf(const BillPage& page);

}  // namespace aquacis::fiscal
