#include "cloud/fiscal/wire/published_cfdi_generated.hpp"

#include "aquacis/fiscal/v1/fiscal.pb.h"

namespace aquacis::fiscal {

platform::Event cfdi_generated(const StampedRow& row, platform::EventOrigin origin) {
    v1::CfdiGenerated event;
    event.set_cfdi_id(row.id.to_string());
    event.set_invoice_id(row.invoice.to_string());
    event.set_contract_id(row.contract.to_string());
    event.set_uuid(row.uuid);
    event.set_stamped_at(row.stamped_at);
    return platform::make_event(event, std::move(origin));
}

}  // namespace aquacis::fiscal
