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

template <class Id>
Id needed_id(const std::string& text, const char* what) {
    const auto id = Id::parse(text);
    if (!id) throw platform::UnreadableEvent(std::string("billing: not an id in ") + what);
    return *id;
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
    message.set_consumed_litres(bill.reading.consumed.litres());
    for (const RatedLine& line : bill.lines)
        *message.add_lines() = to_proto(line);
    message.set_subtotal_centavos(bill.issued.subtotal.centavos());
    message.set_tax_centavos(bill.issued.tax.centavos());
    message.set_total_centavos(bill.issued.total.centavos());
    message.set_tariff(bill.tariff.code + "@" + std::to_string(bill.tariff.version));
    message.set_tariff_sha256(bill.tariff.sha256);
    message.set_reading_note(reading_note(bill.reading));
    message.set_state(bill.reversed ? "reversed" : "issued");
    message.set_use_class(std::string(to_text(bill.issued.use_class)));
    return message;
}

v1::Run to_proto(const RunStatus& status) {
    v1::Run message;
    message.set_run_id(status.run.id.to_string());
    message.set_state(status.run.completed ? "completed" : "running");
    message.set_invoices(status.totals.invoices);
    message.set_parked(status.totals.parked);
    message.set_billed_centavos(status.totals.billed.centavos());
    for (const ParkedAccount& account : status.parked) {
        auto* parked = message.add_parked_accounts();
        parked->set_contract_id(account.contract.to_string());
        parked->set_reason(account.reason);
    }
    return message;
}

BilledContract from_proto(const contracts::v1::Contract& contract) {
    return {.id = needed_id<ContractId>(contract.contract_id(), "contract.contract_id"),
            .number = contract.number(),
            .customer = needed_id<CustomerId>(contract.customer_id(), "contract.customer_id"),
            .use_class = use_class_of(contract.use_class()),
            .tariff_code = contract.tariff_code(),
            .zone = contract.service_point().zone_id(),
            .state = contract.state()};
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
