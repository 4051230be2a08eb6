#include "cloud/fiscal/service/get_invoice_pdf.hpp"

#include <array>
#include <stdexcept>

#include "cloud/fiscal/pdf/bill_pdf.hpp"
#include "cloud/fiscal/service/find_customers.hpp"
#include "cloud/fiscal/wire/convert.hpp"

namespace aquacis::fiscal {
namespace {

BillPage::Fiscal fiscal_part(const StoredCfdi& cfdi, Money total) {
    const auto timbre = read_timbre(cfdi.xml);
    if (!timbre) throw std::runtime_error("the stamped CFDI " + cfdi.id.to_string() + " has no timbre");
    BillPage::Fiscal fiscal;
    fiscal.receptor_rfc = attribute_of(cfdi.xml, "cfdi:Receptor", "Rfc");
    fiscal.receptor_name = attribute_of(cfdi.xml, "cfdi:Receptor", "Nombre");
    fiscal.uso_cfdi = attribute_of(cfdi.xml, "cfdi:Receptor", "UsoCFDI");
    fiscal.no_certificado = attribute_of(cfdi.xml, "cfdi:Comprobante", "NoCertificado");
    fiscal.timbre = *timbre;
    fiscal.qr_url = qr_url({timbre->uuid, attribute_of(cfdi.xml, "cfdi:Emisor", "Rfc"), fiscal.receptor_rfc,
                            total.pesos(), timbre->sello_cfd});
    fiscal.remark = cfdi.remark;
    return fiscal;
}

// Instead of the timbre, while there is none. A reversed bill is not paid, however far its document has come.
std::string notice_of(const StoredCfdi& cfdi) {
    if (cfdi.is_of_reversed_bill)
        return "RECIBO CANCELADO: no lo pague. Su comprobante fiscal (CFDI) quedó sin efecto o está en proceso de "
               "cancelación.";
    switch (cfdi.state) {
        case CfdiState::rejected:
        case CfdiState::set_aside:
            return "Este recibo se puede pagar; su comprobante fiscal (CFDI) no se pudo emitir y está en revisión. "
                   "Si lo necesita, acuda a la oficina con sus datos fiscales.";
        case CfdiState::not_needed:
            return "Este recibo no tiene cargos, así que no lleva comprobante fiscal (CFDI).";
        default:
            return "El timbre fiscal de este recibo está en trámite. Consúltelo de nuevo en unos minutos.";
    }
}

}  // namespace

Result<std::string> get_invoice_pdf(const Context& context, const platform::Caller& caller,
                                    const CfdiQuestion& question) {
    const auto cfdi = get_cfdi(context, caller, question, ReadAs::pdf);
    if (!cfdi) return cfdi.refusal();
    billing::v1::Invoice message;
    if (!message.ParseFromString(cfdi->invoice_bytes))
        throw std::runtime_error("the stored bill of " + cfdi->id.to_string() + " cannot be read");
    const std::array ids{cfdi->customer};
    const auto cards = find_customers(
        context, {platform::serving("fiscal", caller), ids, question.purpose.empty() ? "bill" : question.purpose});
    if (!cards) return cards.refusal();
    BillPage page;
    page.invoice = from_proto(message);
    page.administration = caller.administration;
    page.issuer = context.issuer.emisor;
    page.place_of_issue = context.issuer.lugar_expedicion;
    if (const auto card = cards->cards.find(cfdi->customer); card != cards->cards.end()) {
        page.customer_name = card->second.taxpayer.name;
        page.customer_address = card->second.address_line;
    }
    page.notice = notice_of(*cfdi);
    if (cfdi->state == CfdiState::stamped && !cfdi->is_of_reversed_bill)
        page.fiscal = fiscal_part(*cfdi, page.invoice.total);
    return bill_pdf(page);
}

}  // namespace aquacis::fiscal
