#include "field-app/core/domain/close_slip.hpp"

namespace aquacis::office {
namespace {

using Kind = ReceiptLine::Kind;

std::string when(Instant at) { return aquacis::display_es(local_date(at)) + " " + to_local_iso(at).substr(11, 5); }

void add_difference(std::vector<ReceiptLine>& lines, const CloseSlip& slip) {
    const Money difference = slip.counted - slip.expected;
    lines.push_back({Kind::rule, "", "", false});
    lines.push_back({Kind::pair, "EFECTIVO CONTADO", slip.counted.display(), true});
    lines.push_back({Kind::pair, "Efectivo esperado", slip.expected.display(), false});
    lines.push_back({Kind::pair,
                     difference.is_zero()       ? "Cuadra"
                     : difference.is_negative() ? "FALTANTE"
                                                : "SOBRANTE",
                     difference.display(), !difference.is_zero()});
}

}  // namespace

std::vector<ReceiptLine> close_lines(const CloseSlip& slip, std::string_view copy_for) {
    std::vector<ReceiptLine> lines{{Kind::centre, slip.utility, "", true},
                                   {Kind::centre, slip.administration_name + " · " + slip.office, "", false},
                                   {Kind::centre, "CORTE DE CAJA", "", true},
                                   {Kind::centre, "Copia para " + std::string(copy_for), "", false}};
    if (slip.reprint) lines.push_back({Kind::centre, "REIMPRESIÓN", "", true});
    lines.push_back({Kind::rule, "", "", false});
    lines.push_back({Kind::pair, slip.till, "Turno " + std::to_string(slip.session_number), true});
    lines.push_back({Kind::pair, "Atendió", slip.cashier_name, false});
    if (!slip.closed_by.empty()) lines.push_back({Kind::pair, "Cerró, en su ausencia", slip.closed_by, false});
    lines.push_back({Kind::pair, "Abierto", when(slip.opened_at), false});
    lines.push_back({Kind::pair, "Cerrado", when(slip.closed_at), false});
    lines.push_back({Kind::pair, "Cobros", std::to_string(slip.payments), false});
    if (slip.cancelled > 0)
        lines.push_back(
            {Kind::pair, "Cancelados: " + std::to_string(slip.cancelled), slip.cancelled_sum.display(), false});
    if (!slip.first_folio.empty()) {
        lines.push_back({Kind::pair, "Del folio", slip.first_folio, false});
        lines.push_back({Kind::pair, "al folio", slip.last_folio, false});
    }
    lines.push_back({Kind::rule, "", "", false});
    lines.push_back({Kind::pair, "Fondo", slip.opening_float.display(), false});
    for (const CloseSlip::Line& total : slip.totals)
        lines.push_back({Kind::pair, "Cobrado en " + total.left, total.amount.display(), false});
    lines.push_back({Kind::rule, "", "", false});
    for (const CloseSlip::Line& piece : slip.pieces)
        lines.push_back({Kind::pair, piece.left, piece.amount.display(), false});
    add_difference(lines, slip);
    for (int i = 0; i < 3; ++i)
        lines.push_back({Kind::blank, "", "", false});
    lines.push_back({Kind::centre, "________________________________", "", false});
    lines.push_back({Kind::centre, "Firma de quien entrega", "", false});
    return lines;
}

}  // namespace aquacis::office
