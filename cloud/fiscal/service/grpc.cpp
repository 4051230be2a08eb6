#include "cloud/fiscal/service/grpc.hpp"

#include "cloud/fiscal/service/get_cfdi.hpp"
#include "cloud/fiscal/service/get_invoice_pdf.hpp"
#include "cloud/fiscal/wire/convert.hpp"

namespace aquacis::fiscal {

using platform::Caller;

grpc::Status FiscalService::GetCfdi(grpc::ServerContext* call, const v1::GetCfdiRequest* request, v1::Cfdi* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto cfdi = get_cfdi(context_, caller, request->invoice_id());
        if (!cfdi) return cfdi.refusal();
        *response = to_proto(*cfdi);
        return Done{};
    });
}

grpc::Status FiscalService::GetInvoicePdf(grpc::ServerContext* call, const v1::GetInvoicePdfRequest* request,
                                          v1::InvoicePdf* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        auto pdf = get_invoice_pdf(context_, caller, request->invoice_id());
        if (!pdf) return pdf.refusal();
        response->set_pdf(*std::move(pdf));
        return Done{};
    });
}

grpc::Status FiscalService::GetProgress(grpc::ServerContext* call, const v1::GetProgressRequest* request,
                                        v1::Progress* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto progress = get_progress(context_, caller, request->period());
        if (!progress) return progress.refusal();
        *response = to_proto(*progress);
        return Done{};
    });
}

}  // namespace aquacis::fiscal
