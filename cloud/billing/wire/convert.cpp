#include "cloud/billing/wire/convert.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::billing {
namespace {

constexpr int tax_rate_decimals = 6;

v1::InvoiceLine to_proto(const RatedLine& line) {
    v1::InvoiceLine message;
    message.set_kind(std::string(to_text(line.kind)));
    message.set_description(line.description);
    message.set_quantity(line.quantity.to_string());
    message.set_unit(line.unit);
    message.set_unit_price(line.unit_price.to_string());
    message.set_amount_centavos(line.amount.centavos());
    message.set_tax_rate(line.tax_rate.to_fixed(tax_rate_decimals, Rounding::half_up));
    message.set_tax_centavos(line.tax.centavos());
    message.set_explanation(line.explanation);
    return message;
}

v1::RunTable to_proto(const RunTable& table) {
    v1::RunTable message;
    message.set_contracts(table.contracts);
    message.set_billed(table.billed);
    message.set_parked(table.parked);
    message.set_exempt(table.exempt);
    message.set_missing(table.missing);
    message.set_outside(table.outside);
    for (const RunReason& one : table.reasons) {
        auto* reason = message.add_reasons();
        reason->set_outcome(std::string(to_text(one.outcome)));
        reason->set_code(one.code);
        reason->set_reason(one.reason);
        reason->set_accounts(one.accounts);
    }
    return message;
}

template <class Id>
Id needed_id(const std::string& text, const char* what) {
    const auto id = Id::parse(text);
    if (!id) throw platform::UnreadableEvent(std::string("billing: not an id in ") + what);
    return *id;
}

std::optional<Date> date_of(const std::string& text) {
    if (text.empty()) return std::nullopt;
    const auto date = parse_date(text);
    if (!date) throw std::runtime_error("billing: not a date in a contract");
    return date;
}

UseClass use_class_of(contracts::v1::UseClass use) {
    switch (use) {
        case contracts::v1::USE_CLASS_DOMESTIC:
            return UseClass::domestic;
        case contracts::v1::USE_CLASS_COMMERCIAL:
            return UseClass::commercial;
        case contracts::v1::USE_CLASS_INDUSTRIAL:
            return UseClass::industrial;
        case contracts::v1::USE_CLASS_PUBLIC:
            return UseClass::public_service;
        default:
            throw platform::UnreadableEvent("billing: a contract without a use class");
    }
}

}  // namespace

v1::Invoice to_proto(const Bill& bill) {
    v1::Invoice message;
    message.set_invoice_id(bill.id.to_string());
    message.set_number(bill.issued.number);
    message.set_contract_id(bill.issued.contract.to_string());
    message.set_contract_number(bill.issued.contract_number);
    message.set_customer_id(bill.issued.customer.to_string());
    message.set_period(bill.issued.period.to_string());
    message.set_issue_date(to_iso(bill.issued.issue_date));
    message.set_due_date(to_iso(bill.issued.due_date));
    message.set_consumed_litres(bill.consumed().litres());
    for (const RatedLine& line : bill.lines)
        *message.add_lines() = to_proto(line);
    message.set_subtotal_centavos(bill.issued.subtotal.centavos());
    message.set_tax_centavos(bill.issued.tax.centavos());
    message.set_total_centavos(bill.issued.total.centavos());
    message.set_tariff(bill.tariff.code + "@" + std::to_string(bill.tariff.version));
    message.set_tariff_sha256(bill.tariff.sha256);
    message.set_reading_note(bill.issued.reading_note.empty() ? reading_note(bill.readings) : bill.issued.reading_note);
    message.set_state(bill.reversed ? "reversed" : "issued");
    message.set_use_class(std::string(to_text(bill.issued.use_class)));
    message.set_revision(static_cast<std::uint32_t>(bill.issued.revision));
    return message;
}

v1::Run to_proto(const RunStatus& status) {
    v1::Run message;
    message.set_run_id(status.run.id.to_string());
    message.set_state(std::string(to_text(status.run.state)));
    message.set_invoices(status.totals.invoices);
    message.set_parked(status.totals.parked);
    message.set_billed_centavos(status.totals.billed.centavos());
    for (const RunAccount& account : status.accounts) {
        auto* parked = message.add_parked_accounts();
        parked->set_contract_id(account.contract.to_string());
        parked->set_reason(account.reason);
        parked->set_outcome(std::string(to_text(account.outcome)));
    }
    message.set_reason(status.run.reason);
    if (status.table) *message.mutable_table() = to_proto(*status.table);
    return message;
}

v1::BillReversal to_proto(const BillReversal& reversal) {
    v1::BillReversal message;
    message.set_reversal_id(reversal.id.to_string());
    message.set_invoice_id(reversal.invoice.to_string());
    message.set_number(reversal.number);
    message.set_reason(reversal.reason);
    message.set_note(reversal.note);
    message.set_asked_by(reversal.asked_by);
    message.set_asked_at(to_iso(reversal.asked_at));
    message.set_state(std::string(to_text(reversal.state)));
    message.set_decided_by(reversal.decided_by);
    return message;
}

BilledContract from_proto(const contracts::v1::Contract& contract) {
    return {.id = needed_id<ContractId>(contract.contract_id(), "contract.contract_id"),
            .number = contract.number(),
            .customer = needed_id<CustomerId>(contract.customer_id(), "contract.customer_id"),
            .use_class = use_class_of(contract.use_class()),
            .tariff_code = contract.tariff_code(),
            .zone = contract.service_point().zone_id(),
            .state = contract.state(),
            .start = date_of(contract.start_date()),
            .end = date_of(contract.end_date())};
}

MeterConsumption from_proto(const metering::v1::Consumption& consumption) {
    return {.contract = needed_id<ContractId>(consumption.contract_id(), "consumption.contract_id"),
            .meter = needed_id<MeterId>(consumption.meter_id(), "consumption.meter_id"),
            .meter_label = consumption.meter_label(),
            .previous = Volume::litres(consumption.previous_litres()),
            .previous_date = consumption.previous_date(),
            .current = Volume::litres(consumption.current_litres()),
            .current_date = consumption.current_date(),
            .consumed = Volume::litres(consumption.consumed_litres()),
            .quality = consumption.quality(),
            .remark = consumption.remark()};
}

}  // namespace aquacis::billing
