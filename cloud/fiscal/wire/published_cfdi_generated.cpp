#include "cloud/fiscal/wire/published_cfdi_generated.hpp"

namespace aquacis::fiscal {

v1::CfdiGenerated cfdi_generated(const StampedRow& row) {
    v1::CfdiGenerated message;
    message.set_cfdi_id(row.id.to_string());
    message.set_invoice_id(row.invoice.to_string());
    message.set_contract_id(row.contract.to_string());
    message.set_uuid(row.uuid);
    message.set_stamped_at(row.stamped_at);
    return message;
}

}  // namespace aquacis::fiscal
