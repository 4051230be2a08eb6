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
    made.revision = invoice.revision();
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
    message.set_remark(cfdi.remark);
    message.set_cancellation_motive(cfdi.cancellation_motive);
    return message;
}

v1::Progress to_proto(const ProgressOfPeriod& progress) {
    v1::Progress message;
    message.set_pending(progress.pending);
    message.set_sealed(progress.sealed);
    message.set_stamped(progress.stamped);
    message.set_rejected(progress.rejected);
    message.set_set_aside(progress.set_aside);
    message.set_not_needed(progress.not_needed);
    message.set_withdrawn(progress.withdrawn);
    message.set_to_cancel(progress.to_cancel);
    message.set_stamped_centavos(progress.stamped_total.centavos());
    return message;
}

v1::CfdiStanding to_proto(const CfdiStanding& standing) {
    v1::CfdiStanding message;
    message.set_cfdi_id(standing.id.to_string());
    message.set_invoice_id(standing.invoice.to_string());
    message.set_contract_id(standing.contract.to_string());
    message.set_customer_id(standing.customer.to_string());
    message.set_period(standing.period);
    message.set_state(std::string(name_of(standing.state)));
    message.set_reason(standing.reason);
    message.set_remark(standing.remark);
    message.set_tries(standing.tries);
    message.set_next_try_us(to_microseconds(standing.next_try));
    message.set_taken_at_us(to_microseconds(standing.taken_at));
    message.set_revision(standing.revision);
    message.set_cancellation_motive(standing.cancellation_motive);
    return message;
}

v1::CfdiNote to_proto(const CfdiNote& note) {
    v1::CfdiNote message;
    message.set_at_us(to_microseconds(note.at));
    message.set_what(note.what);
    message.set_subject(note.subject);
    message.set_reason(note.reason);
    return message;
}

v1::Access to_proto(const platform::LoggedAccess& logged) {
    v1::Access message;
    if (logged.read.document) message.set_invoice_id(logged.read.document->to_string());
    if (logged.read.customer) message.set_customer_id(logged.read.customer->to_string());
    message.set_what(logged.read.what);
    message.set_subject(logged.access.subject);
    message.set_via(logged.access.via);
    message.set_purpose(logged.access.purpose);
    message.set_correlation_id(logged.access.correlation_id);
    message.set_read_at_us(to_microseconds(logged.access.at));
    return message;
}

}  // namespace aquacis::fiscal
