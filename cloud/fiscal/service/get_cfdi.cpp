#include "cloud/fiscal/service/get_cfdi.hpp"

namespace aquacis::fiscal {

Result<StoredCfdi> get_cfdi(const Context& context, const platform::Caller& caller, const std::string& invoice_id) {
    const auto invoice = InvoiceId::parse(invoice_id);
    if (!invoice)
        return Refusal{RefusalKind::invalid, "fiscal.invoice_id_malformed", "invoice_id",
                       "El identificador del recibo no es un UUID.", "Tómelo de la lista de recibos del contrato."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<StoredCfdi> {
        auto found = context.store.find(tx, *invoice);
        if (found) return *std::move(found);
        return Refusal{RefusalKind::not_found, "fiscal.cfdi_not_found", "invoice_id",
                       "No hay documento fiscal de ese recibo en esta administración.",
                       "Si el recibo se acaba de emitir, consulte de nuevo en unos segundos."};
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
