#include "field-app/core/domain/receipt.hpp"

#include "base/payment_limits.hpp"
#include "base/printed_code.hpp"

namespace aquacis::office {
namespace {

using Kind = ReceiptLine::Kind;

std::string period_text(const std::string& period) {
    const auto parsed = Period::parse(period);
    return parsed ? parsed->display_es() : period;
}

void add_what_is_left(std::vector<ReceiptLine>& lines, const Receipt& receipt) {
    const auto paid = receipt.applications.size();
    if (paid == most_debts_of_a_payment) {
        lines.push_back({Kind::text, "Se cobraron los " + std::to_string(paid) + " adeudos más", "", false});
        lines.push_back({Kind::text, "antiguos; quedan " + std::to_string(receipt.debts_left) + ".", "", false});
    } else {
        lines.push_back({Kind::text, "Quedan " + std::to_string(receipt.debts_left) + " adeudos.", "", false});
    }
}

void add_money(std::vector<ReceiptLine>& lines, const Receipt& receipt) {
    for (const Application& part : receipt.applications)
        lines.push_back({Kind::pair, "Recibo " + period_text(part.period), part.amount.display(), false});
    if (receipt.advance.is_positive())
        lines.push_back({Kind::pair, "Anticipo al próximo recibo", receipt.advance.display(), false});
    lines.push_back({Kind::rule, "", "", false});
    lines.push_back({Kind::pair, "TOTAL PAGADO", receipt.amount.display(), true});
    for (const Tender& tender : receipt.tenders) {
        if (tender.amount.is_negative()) continue;
        std::string name(display_es(tender.method));
        if (!tender.reference.empty()) name += " " + tender.reference;
        lines.push_back({Kind::pair, name, tender.amount.display(), false});
    }
    if (receipt.change().is_positive()) lines.push_back({Kind::pair, "Cambio", receipt.change().display(), true});
    if (receipt.debts_left > 0) add_what_is_left(lines, receipt);
}

std::string when(Instant at) { return aquacis::display_es(local_date(at)) + " " + to_local_iso(at).substr(11, 5); }

Money cash_of(const Receipt& receipt) {
    Money cash;
    for (const Tender& tender : receipt.tenders)
        if (tender.method == Method::cash) cash += tender.amount;
    return cash;
}

void add_head(std::vector<ReceiptLine>& lines, const Receipt& receipt, std::string title) {
    lines.push_back({Kind::centre, receipt.utility, "", true});
    lines.push_back({Kind::centre, receipt.administration_name + " · " + receipt.office, "", false});
    lines.push_back({Kind::centre, std::move(title), "", false});
}

void add_payment(std::vector<ReceiptLine>& lines, const Receipt& receipt) {
    lines.push_back({Kind::rule, "", "", false});
    lines.push_back({Kind::pair, "Folio", receipt.folio, true});
    lines.push_back({Kind::pair, "Fecha", when(receipt.taken_at), false});
    lines.push_back({Kind::pair, "Contrato", receipt.contract.number, false});
    lines.push_back({Kind::text, receipt.contract.customer_name, "", false});
    lines.push_back({Kind::text, receipt.contract.place(), "", false});
    lines.push_back({Kind::rule, "", "", false});
}

void add_foot(std::vector<ReceiptLine>& lines, const Receipt& receipt) {
    lines.push_back({Kind::rule, "", "", false});
    lines.push_back({Kind::text,
                     receipt.till + " · Turno " + std::to_string(receipt.session_number) + " · " + receipt.cashier_name,
                     "", false});
    lines.push_back({Kind::blank, "", "", false});
}

}  // namespace

Money Receipt::change() const {
    Money change;
    for (const Tender& tender : tenders)
        if (tender.amount.is_negative()) change -= tender.amount;
    return change;
}

std::vector<ReceiptLine> receipt_lines(const Receipt& receipt) {
    std::vector<ReceiptLine> lines;
    add_head(lines, receipt, "COMPROBANTE DE PAGO");
    if (receipt.copy_number > 0) {
        lines.push_back({Kind::centre, "REIMPRESIÓN " + std::to_string(receipt.copy_number), "", true});
        if (receipt.reprinted)
            lines.push_back({Kind::centre, when(receipt.reprinted->at) + " · " + receipt.reprinted->by, "", false});
    }
    if (receipt.cancelled) lines.push_back({Kind::centre, "CANCELADO", "", true});
    add_payment(lines, receipt);
    add_money(lines, receipt);
    add_foot(lines, receipt);
    lines.push_back({Kind::centre, "Gracias por su pago.", "", false});
    if (const std::string code = printed_code(receipt.administration, receipt.contract.number); !code.empty()) {
        lines.push_back({Kind::blank, "", "", false});
        lines.push_back({Kind::code, code, "", false});
        lines.push_back({Kind::centre, code, "", false});
    }
    return lines;
}

std::vector<ReceiptLine> cancellation_lines(const Receipt& receipt, std::string_view copy_for) {
    std::vector<ReceiptLine> lines;
    add_head(lines, receipt, "CANCELACIÓN DE UN PAGO");
    lines.push_back({Kind::centre, "CANCELADO", "", true});
    lines.push_back({Kind::centre, "Copia para " + std::string(copy_for), "", false});
    add_payment(lines, receipt);
    for (const Tender& tender : receipt.tenders)
        if (tender.method != Method::cash && tender.amount.is_positive())
            lines.push_back({Kind::pair, "Por devolver en " + std::string(display_es(tender.method)),
                             tender.amount.display(), false});
    if (const Money cash = cash_of(receipt); cash.is_positive())
        lines.push_back({Kind::pair, "DEVUELTO EN EFECTIVO", cash.display(), true});
    if (receipt.cancelled) {
        lines.push_back({Kind::text, "Motivo: " + receipt.cancelled->reason, "", false});
        lines.push_back({Kind::pair, "Autorizó", receipt.cancelled->by, false});
        lines.push_back({Kind::pair, "Cancelado", when(receipt.cancelled->at), false});
    }
    lines.push_back({Kind::text, "El adeudo queda como antes de este pago.", "", false});
    add_foot(lines, receipt);
    for (int i = 0; i < 3; ++i)
        lines.push_back({Kind::blank, "", "", false});
    lines.push_back({Kind::centre, "________________________________", "", false});
    lines.push_back({Kind::centre, "Firma de quien recibe la devolución", "", false});
    return lines;
}

}  // namespace aquacis::office
