#include "field-app/viewmodels/printer.hpp"

#include <fstream>

#include "field-app/viewmodels/paper.hpp"

namespace aquacis::office {
namespace {

Refusal no_paper(const std::string& where) {
    return {RefusalKind::unavailable, "office.printer", "",
            "El recibo no se pudo imprimir en " + where + "; el pago está guardado.",
            "Revise la impresora y reimprima con F12."};
}

bool send(const std::filesystem::path& device, const std::string& bytes) {
    std::ofstream out(device, std::ios::binary | std::ios::app);
    out << bytes << std::flush;
    return out.good();
}

}  // namespace

Result<std::string> Printer::print(const Receipt& receipt, const PrintJob& job) {
    std::filesystem::path where = place_.config.printer;
    bool sent = false;
    if (!where.empty()) {
        bool cash = false;
        for (const Tender& tender : receipt.tenders)
            cash = cash || tender.method == Method::cash;
        sent = send(where,
                    escpos(receipt_lines(receipt), {.columns = 48, .open_drawer = cash && receipt.copy_number == 0}));
    } else {
        const std::filesystem::path folder = place_.data / "recibos";
        std::filesystem::create_directories(folder);
        where = folder /
                (receipt.folio + (receipt.copy_number == 0 ? "" : "-" + std::to_string(receipt.copy_number)) + ".pdf");
        write_receipt_pdf(receipt, QString::fromStdString(where.string()));
        sent = std::filesystem::exists(where);
    }
    place_.store.set_print_state(job.id, sent ? PrintState::sent : PrintState::doubtful);
    if (!sent) return no_paper(where.string());
    return where.string();
}

Result<Done> Printer::open_drawer() {
    if (place_.config.printer.empty())
        return Refusal{RefusalKind::unavailable, "office.no_drawer", "",
                       "Esta caja no tiene un cajón conectado a la impresora.",
                       "Ábralo con su llave; el motivo quedó anotado."};
    if (!send(place_.config.printer, std::string("\x1B\x70\x00\x32\xFA", 5)))
        return no_paper(place_.config.printer.string());
    return Done{};
}

}  // namespace aquacis::office
