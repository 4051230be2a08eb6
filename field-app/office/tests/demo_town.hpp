#pragma once
// A till as it stands in the middle of a morning: a few contracts of one street, thirteen months, a shift with
// payments.

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/billing/v1/till.pb.h"
#include "base/luhn.hpp"
#include "field-app/core/tests/till_fixture.hpp"

namespace aquacis::office {

inline void add_line(aquacis::billing::v1::Invoice& invoice, const std::string& kind, const std::string& description,
                     const std::string& quantity, const std::string& price, std::int64_t amount,
                     const std::string& rate, std::int64_t tax, const std::string& explanation) {
    auto* line = invoice.add_lines();
    line->set_kind(kind);
    line->set_description(description);
    line->set_quantity(quantity);
    line->set_unit_price(price);
    line->set_amount_centavos(amount);
    line->set_tax_rate(rate);
    line->set_tax_centavos(tax);
    line->set_explanation(explanation);
}

inline aquacis::billing::v1::Invoice october_invoice() {
    aquacis::billing::v1::Invoice invoice;
    invoice.set_number("QRO-2026-10-00412-7");
    invoice.set_contract_id(named("00412-7").to_string());
    invoice.set_period("2026-10");
    invoice.set_due_date("2026-11-30");
    invoice.set_consumed_litres(21000);
    invoice.set_reading_note(
        "Lectura 1,284 m³ el 28 sep y 1,305 m³ el 29 oct, recibidas por radio del medidor KAM 6410 7712. Validada sin "
        "observaciones.");
    add_line(invoice, "fixed", "Cargo fijo", "1", "86.40", 8640, "0.000000", 0,
             "Uso doméstico medio. Tarifa QRO 2026, versión 3, artículo 4.");
    add_line(invoice, "water", "Agua, bloque 1", "10", "15.20", 15200, "0.000000", 0, "");
    add_line(invoice, "water", "Agua, bloque 2", "10", "22.45", 22450, "0.000000", 0, "");
    add_line(invoice, "water", "Agua, bloque 3", "1", "25.80", 2580, "0.000000", 0, "");
    add_line(invoice, "sewer", "Alcantarillado, 10 % del agua", "1", "48.87", 4887, "0.160000", 782,
             "(86.40 + 402.30) × 0.10 = 48.870, redondeado a centavos al final de la línea.");
    add_line(invoice, "treatment", "Saneamiento, 12 % del agua", "1", "58.64", 5864, "0.160000", 938,
             "(86.40 + 402.30) × 0.12 = 58.644 → 58.64");
    add_line(invoice, "adjustment", "Ajuste del recibo anterior", "1", "61.03", 6103, "0.000000", 0,
             "En septiembre se estimaron 18 m³; la lectura real fue de 21 m³. Se cobra la diferencia con la tarifa de "
             "septiembre.");
    invoice.set_tax_centavos(1720);
    invoice.set_total_centavos(67444);
    invoice.set_tariff("QRO-2026@3");
    invoice.set_tariff_sha256("9f2c0000000000000000000000000000000000000000000000000000000071aa");
    return invoice;
}

inline sync::FeedRow thirteen_months() {
    const Period newest(2026, 10);
    aquacis::sync::v1::InvoiceRow row;
    row.set_invoice_id(named("00412-7" + newest.to_string()).to_string());
    row.set_contract_id(named("00412-7").to_string());
    row.set_period(newest.to_string());
    row.set_consumed_litres(21000);
    row.set_invoice(october_invoice().SerializeAsString());
    Period period(2025, 10);
    for (const std::int64_t cubic_metres : {13, 15, 13, 12, 14, 16, 18, 20, 17, 16, 17, 18, 21}) {
        auto& month = *row.add_months();
        month.set_period(period.to_string());
        month.set_litres(cubic_metres * 1000);
        period = period.next();
    }
    return {"invoice", row.contract_id(), row.SerializeAsString()};
}

inline InvoiceId anas_bill(const std::string& period) { return InvoiceId(named("00412-7" + period)); }

// What the server answers to a till that asks for Ana's bills: October, September, and an August that was reversed.
inline sync::Granted anas_bills() {
    aquacis::billing::v1::BillList list;
    list.set_contract_id(named("00412-7").to_string());
    struct Head {
        const char* period;
        std::int64_t centavos;
        const char* state;
    };
    for (const Head& head :
         {Head{"2026-10", 67444, "issued"}, Head{"2026-09", 61016, "issued"}, Head{"2026-08", 88210, "reversed"},
          Head{"2026-07", 57230, "issued"}, Head{"2026-06", 60580, "issued"}, Head{"2026-05", 49915, "issued"}}) {
        auto& bill = *list.add_bills();
        bill.set_invoice_id(anas_bill(head.period).to_string());
        bill.set_number(std::string("QRO-") + head.period + "-00412-7");
        bill.set_period(head.period);
        bill.set_total_centavos(head.centavos);
        bill.set_state(head.state);
    }
    return {"billing.bills", list.SerializeAsString(), "bills/" + list.contract_id()};
}

inline sync::Granted anas_september_bill() {
    aquacis::billing::v1::Invoice invoice = october_invoice();
    invoice.set_invoice_id(anas_bill("2026-09").to_string());
    invoice.set_number("QRO-2026-09-00412-7");
    invoice.set_period("2026-09");
    invoice.set_due_date("2026-10-20");
    invoice.set_consumed_litres(18000);
    invoice.set_total_centavos(61016);
    invoice.mutable_lines()->DeleteSubrange(3, 1);
    invoice.mutable_lines()->RemoveLast();
    invoice.set_reading_note("Lectura 1,266 m³ el 29 ago y 1,284 m³ el 28 sep, estimada por falta de señal.");
    return {"billing.bill", invoice.SerializeAsString(), "bill/" + invoice.invoice_id()};
}

inline sync::FeedRow anas_account() {
    sync::FeedRow row = account_row("00412-7", {{"2026-09", pesos(610, 16)}, {"2026-10", pesos(674, 44)}});
    aquacis::sync::v1::AccountRow body;
    body.ParseFromString(row.body);
    auto* september = body.mutable_account()->mutable_debts(0);
    september->set_issued_centavos(59820);
    september->set_surcharge_centavos(1196);
    auto* october = body.mutable_account()->mutable_debts(1);
    october->set_consumed_litres(21000);
    october->set_due_date("2026-11-30");
    row.body = body.SerializeAsString();
    return row;
}

inline std::string neighbour_number(int i) {
    const std::string digits = std::to_string(100'000 + i);
    return digits + "-" + luhn_check_digit(digits);
}

// Feeds the street and its accounts; `others` more contracts with a small debt each, named after their number.
inline void feed_demo_town(OfficeStore& store, OfficeFeedTarget& target, int others) {
    const std::array street{
        contract_row("00412-7", "Ana María Pérez Rubio", "Morelos", "112"),
        contract_row("00981-1", "Abarrotes El Sol, S.A. de C.V.", "Morelos", "115 B", "55500981"),
        contract_row("01120-5", "José Luis Ortega", "Morelos", "118", "55501120"),
        contract_row("02218-6", "Escuela Primaria B. Juárez", "Morelos", "11", "55502218", "San Pablo")};
    std::vector<sync::FeedRow> rows(street.begin(), street.end());
    rows.push_back(anas_account());
    rows.push_back(account_row("00981-1", {{"2026-10", pesos(3910)}}));
    rows.push_back(account_row("01120-5", {}));
    rows.push_back(account_row("02218-6", {{"2026-10", pesos(812, 35)}}));
    rows.push_back(thirteen_months());
    for (int i = 0; i < others; ++i) {
        const std::string number = neighbour_number(i);
        rows.push_back(
            contract_row(number, "Vecino " + number, "Hidalgo", std::to_string(i + 1), std::to_string(70'000'000 + i)));
        rows.push_back(account_row(number, {{"2026-10", pesos(500 + i, 50)}}));
    }
    feed(store.database(), target, rows);
    feed_people(store);
    target.granted(store.database(), folios("QRO-C03", 4476, 4975));
}

}  // namespace aquacis::office
