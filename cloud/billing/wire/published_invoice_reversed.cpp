#include "cloud/billing/wire/published_invoice_reversed.hpp"

#include "cloud/billing/wire/convert.hpp"

namespace aquacis::billing {
namespace {

constexpr std::uint32_t reversed_version = 2;  // issued is 1

}  // namespace

v1::InvoiceReversed invoice_reversed(const Bill& bill, const BillReversed& reversed) {
    v1::InvoiceReversed message;
    message.set_invoice_id(bill.id.to_string());
    *message.mutable_invoice() = to_proto(bill);
    message.mutable_invoice()->set_state("reversed");
    message.set_reason(reversed.reason);
    message.set_asked_by(reversed.asked_by);
    message.set_approved_by(reversed.approved_by);
    message.set_reversed_at_us(to_microseconds(reversed.at));
    message.set_version(reversed_version);
    return message;
}

}  // namespace aquacis::billing
