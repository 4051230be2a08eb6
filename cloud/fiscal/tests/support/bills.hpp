#pragma once
// Bills for the tests: the one whose amounts stand in the tariff facts, domestic and commercial.

#include "cloud/fiscal/domain/build.hpp"

namespace aquacis::fiscal::test {

inline InvoiceLine line(const std::string& kind, const std::string& description, std::int64_t centavos,
                        const char* rate, std::int64_t tax) {
    InvoiceLine made;
    made.kind = kind;
    made.description = description;
    made.quantity = Decimal::integer(1);
    made.unit = "month";
    made.unit_price = Money::centavos(centavos).pesos();
    made.amount = Money::centavos(centavos);
    made.tax_rate = *Decimal::parse(rate);
    made.tax = Money::centavos(tax);
    return made;
}

inline void sum_up(Invoice& invoice) {
    invoice.subtotal = invoice.tax = Money::zero();
    for (const auto& each : invoice.lines)
        invoice.subtotal += each.amount, invoice.tax += each.tax;
    invoice.total = invoice.subtotal + invoice.tax;
}

inline Invoice domestic_bill() {
    Invoice invoice;
    invoice.id = *InvoiceId::parse("01936000-0000-7000-8000-000000000001");
    invoice.contract = *ContractId::parse("01936000-0000-7000-8000-000000000002");
    invoice.customer = *CustomerId::parse("01936000-0000-7000-8000-000000000003");
    invoice.number = "QRO-2026-10-00412-7";
    invoice.contract_number = "00412-7";
    invoice.period = *Period::parse("2026-10");
    invoice.issue_date = *parse_date("2026-11-01");
    invoice.due_date = *parse_date("2026-11-30");
    invoice.consumed = Volume::litres(10'000);
    invoice.lines = {line("water", "Suministro de agua potable, uso doméstico, 10 m³", 20000, "0.000000", 0),
                     line("sewer", "Alcantarillado", 2000, "0.160000", 320),
                     line("treatment", "Saneamiento", 2400, "0.160000", 384)};
    invoice.use_class = "domestic";
    invoice.tariff = "DOM-MEDIO@3";
    sum_up(invoice);
    return invoice;
}

inline Taxpayer nobody_in_particular() {
    return {
        .rfc = "", .name = "María Ñúñez  Águila", .tax_name = "", .tax_regime = "", .postal_code = "", .cfdi_use = ""};
}

inline Taxpayer company() {
    return {.rfc = "DIM8701081LA",
            .name = "Distribuidora & Más",
            .tax_name = "Distribuidora & Más",
            .tax_regime = "601",
            .postal_code = "76030",
            .cfdi_use = "G03"};
}

inline Issuer issuer() {
    Issuer made;
    made.emisor = {"EKU9003173C9", "ESCUELA KEMPER URGATE", "601"};
    made.lugar_expedicion = "76000";
    return made;
}

inline Instant sealing_time() { return *parse_iso("2026-11-01T16:00:00Z"); }

}  // namespace aquacis::fiscal::test
