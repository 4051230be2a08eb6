#include "cloud/fiscal/service/get_cfdi.hpp"

#include <array>

#include "cloud/platform/calls/access_log.hpp"

namespace aquacis::fiscal {
namespace {

constexpr std::size_t longest_purpose = 120;
constexpr int most_notes = 100;

Refusal not_found() {
    return {RefusalKind::not_found, "fiscal.cfdi_not_found", "invoice_id",
            "No hay documento fiscal de ese recibo en esta administración.",
            "Si el recibo se acaba de emitir, consulte de nuevo en unos segundos."};
}

std::string purpose_of(const CfdiQuestion& question, ReadAs as) {
    if (!question.purpose.empty()) return question.purpose;
    return as == ReadAs::xml ? "cfdi" : "bill";
}

}  // namespace

Result<InvoiceId> parse_invoice(const std::string& invoice_id) {
    if (const auto invoice = InvoiceId::parse(invoice_id)) return *invoice;
    return Refusal{RefusalKind::invalid, "fiscal.invoice_id_malformed", "invoice_id",
                   "El identificador del recibo no es un UUID.", "Tómelo de la lista de recibos del contrato."};
}

Result<StoredCfdi> get_cfdi(const Context& context, const platform::Caller& caller, const CfdiQuestion& question,
                            ReadAs as) {
    const auto invoice = parse_invoice(question.invoice_id);
    if (!invoice) return invoice.refusal();
    if (question.purpose.size() > longest_purpose)
        return Refusal{RefusalKind::invalid, "fiscal.purpose_too_long", "purpose",
                       "La finalidad pasa de 120 caracteres.", "Indíquela en pocas palabras."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<StoredCfdi> {
        auto found = context.store.find(tx, *invoice);
        if (!found) return not_found();
        const std::array read{platform::ReadData{found->customer, invoice->uuid(), as == ReadAs::xml ? "xml" : "pdf"}};
        platform::log_access(tx, read, platform::access_by(caller, purpose_of(question, as), context.clock.now()));
        return *std::move(found);
    });
}

Result<StandingWithNotes> get_cfdi_standing(const Context& context, const platform::Caller& caller,
                                            const std::string& invoice_id) {
    const auto invoice = parse_invoice(invoice_id);
    if (!invoice) return invoice.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<StandingWithNotes> {
        auto found = context.store.find_standing(tx, *invoice);
        if (!found) return not_found();
        auto notes = context.store.notes_of(tx, found->id, most_notes);
        return StandingWithNotes{*std::move(found), std::move(notes)};
    });
}

Result<ProgressOfPeriod> get_progress(const Context& context, const platform::Caller& caller,
                                      const std::string& period) {
    const auto month = Period::parse(period);
    if (!month)
        return Refusal{RefusalKind::invalid, "fiscal.period_malformed", "period",
                       "El periodo no tiene la forma AAAA-MM.", "Escríbalo como 2026-10."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<ProgressOfPeriod> {
        return context.store.progress(tx, *month);
    });
}

}  // namespace aquacis::fiscal
