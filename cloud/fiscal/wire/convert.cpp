#include "cloud/fiscal/wire/convert.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::fiscal {
namespace {

template <class T>
T required(std::optional<T> value, const char* field) {
    if (!value) throw platform::UnreadableEvent(std::string("an invoice of billing has no valid ") + field);
    return *std::move(value);
}

InvoiceLine from_proto(const billing::v1::InvoiceLine& line) {
    InvoiceLine made;
    made.kind = line.kind();
    made.description = line.description();
    made.quantity = required(Decimal::parse(line.quantity()), "lines.quantity");
    made.unit = line.unit();
    made.unit_price = required(Decimal::parse(line.unit_price()), "lines.unit_price");
    made.amount = Money::centavos(line.amount_centavos());
    made.tax_rate = required(Decimal::parse(line.tax_rate()), "lines.tax_rate");
    made.tax = Money::centavos(line.tax_centavos());
    made.explanation = line.explanation();
    return made;
}

}  // namespace

Invoice from_proto(const billing::v1::Invoice& invoice) {
    Invoice made;
    made.id = required(InvoiceId::parse(invoice.invoice_id()), "invoice_id");
    made.number = invoice.number();
    made.contract = required(ContractId::parse(invoice.contract_id()), "contract_id");
    made.contract_number = invoice.contract_number();
    made.customer = required(CustomerId::parse(invoice.customer_id()), "customer_id");
    made.period = required(Period::parse(invoice.period()), "period");
    made.issue_date = required(parse_date(invoice.issue_date()), "issue_date");
    made.due_date = required(parse_date(invoice.due_date()), "due_date");
    made.consumed = Volume::litres(invoice.consumed_litres());
    for (const auto& line : invoice.lines())
        made.lines.push_back(from_proto(line));
    made.subtotal = Money::centavos(invoice.subtotal_centavos());
    made.tax = Money::centavos(invoice.tax_centavos());
    made.total = Money::centavos(invoice.total_centavos());
    made.tariff = invoice.tariff();
    made.tariff_sha256 = invoice.tariff_sha256();
    made.reading_note = invoice.reading_note();
    made.use_class = invoice.use_class();
    return made;
}

Taxpayer from_proto(const customers::v1::Customer& customer) {
    return {customer.rfc(),     customer.name(), customer.tax_name(), customer.tax_regime(), customer.tax_postal_code(),
            customer.cfdi_use()};
}

v1::Cfdi to_proto(const StoredCfdi& cfdi) {
    v1::Cfdi message;
    message.set_cfdi_id(cfdi.id.to_string());
    message.set_invoice_id(cfdi.invoice.to_string());
    message.set_state(std::string(name_of(cfdi.state)));
    message.set_uuid(cfdi.uuid);
    message.set_xml(cfdi.xml);
    message.set_reason(cfdi.reason);
    return message;
}

v1::Progress to_proto(const ProgressOfPeriod& progress) {
    v1::Progress message;
    message.set_sealed(progress.sealed);
    message.set_stamped(progress.stamped);
    message.set_rejected(progress.rejected);
    message.set_stamped_centavos(progress.stamped_total.centavos());
    return message;
}

v1::CfdiGenerated to_event(const StampedRow& row) {
    v1::CfdiGenerated event;
    event.set_cfdi_id(row.id.to_string());
    event.set_invoice_id(row.invoice.to_string());
    event.set_contract_id(row.contract.to_string());
    event.set_uuid(row.uuid);
    event.set_stamped_at(row.stamped_at);
    return event;
}

}  // namespace aquacis::fiscal
