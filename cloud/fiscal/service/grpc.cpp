#include "cloud/fiscal/service/grpc.hpp"

#include "cloud/fiscal/service/get_cfdi.hpp"
#include "cloud/fiscal/service/get_invoice_pdf.hpp"
#include "cloud/fiscal/service/list_cfdis.hpp"
#include "cloud/fiscal/service/retry_cfdis.hpp"
#include "cloud/fiscal/wire/convert.hpp"

namespace aquacis::fiscal {

using platform::Caller;

grpc::Status FiscalService::GetCfdi(grpc::ServerContext* call, const v1::GetCfdiRequest* request, v1::Cfdi* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto cfdi = get_cfdi(context_, caller, {request->invoice_id(), request->purpose()}, ReadAs::xml);
        if (!cfdi) return cfdi.refusal();
        *response = to_proto(*cfdi);
        return Done{};
    });
}

grpc::Status FiscalService::GetInvoicePdf(grpc::ServerContext* call, const v1::GetInvoicePdfRequest* request,
                                          v1::InvoicePdf* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        auto pdf = get_invoice_pdf(context_, caller, {request->invoice_id(), request->purpose()});
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
        for (const std::string& words : context_.alarms.current())
            response->add_alarms(words);
        return Done{};
    });
}

grpc::Status FiscalService::GetCfdiStanding(grpc::ServerContext* call, const v1::GetCfdiStandingRequest* request,
                                            v1::CfdiStanding* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto found = get_cfdi_standing(context_, caller, request->invoice_id());
        if (!found) return found.refusal();
        *response = to_proto(found->standing);
        for (const CfdiNote& note : found->notes)
            *response->add_notes() = to_proto(note);
        return Done{};
    });
}

grpc::Status FiscalService::ListCfdis(grpc::ServerContext* call, const v1::ListCfdisRequest* request,
                                      v1::ListCfdisResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto page = list_cfdis(context_, caller, {request->state(), request->page_size(), request->page_token()});
        if (!page) return page.refusal();
        for (const CfdiStanding& standing : page->cfdis)
            *response->add_cfdis() = to_proto(standing);
        response->set_next_page_token(page->next_page_token);
        return Done{};
    });
}

grpc::Status FiscalService::RetryCfdis(grpc::ServerContext* call, const v1::RetryCfdisRequest* request,
                                       v1::RetryCfdisResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto retried =
            retry_cfdis(context_, caller, {request->invoice_ids().begin(), request->invoice_ids().end()});
        if (!retried) return retried.refusal();
        response->set_retried(*retried);
        return Done{};
    });
}

grpc::Status FiscalService::ListAccesses(grpc::ServerContext* call, const v1::ListAccessesRequest* request,
                                         v1::ListAccessesResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto page = platform::list_accesses(
            context_.database, caller,
            {request->customer_id(), request->subject(), request->page_size(), request->page_token()});
        if (!page) return page.refusal();
        for (const platform::LoggedAccess& access : page->accesses)
            *response->add_accesses() = to_proto(access);
        response->set_next_page_token(page->next_page_token);
        return Done{};
    });
}

}  // namespace aquacis::fiscal
