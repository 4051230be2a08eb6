#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "aquacis/fiscal/v1/fiscal.grpc.pb.h"
#include "base/command_line/command_line.hpp"
#include "base/time.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {
namespace {

namespace v1 = fiscal::v1;
using nlohmann::ordered_json;

constexpr int page_size = 500;
constexpr int most_pages = 2000;

struct Options {
    std::string config_file, token_file, state = "rejected", invoice, period;
    bool all = false;
};

struct Session {
    explicit Session(const Options& options)
        : client(Config::from_file(options.config_file), options.token_file),
          stub(v1::Fiscal::NewStub(client.channel())) {}
    Client client;
    std::unique_ptr<v1::Fiscal::Stub> stub;
};

ordered_json told(const v1::CfdiStanding& cfdi) {
    return {{"invoice_id", cfdi.invoice_id()},
            {"cfdi_id", cfdi.cfdi_id()},
            {"customer_id", cfdi.customer_id()},
            {"period", cfdi.period()},
            {"state", cfdi.state()},
            {"reason", cfdi.reason()},
            {"remark", cfdi.remark()},
            {"cancellation_motive", cfdi.cancellation_motive()},
            {"revision", cfdi.revision()},
            {"tries", cfdi.tries()},
            {"next_try", to_iso(from_microseconds(cfdi.next_try_us()))}};
}

// One page of the worklist after `token`, which becomes the next page's.
v1::ListCfdisResponse next_page(const Session& session, const std::string& state, std::string& token) {
    v1::ListCfdisRequest request;
    request.set_state(state);
    request.set_page_size(page_size);
    request.set_page_token(token);
    v1::ListCfdisResponse page;
    require(session.stub->ListCfdis(session.client.call().get(), request, &page), "listing the documents");
    token = page.next_page_token();
    return page;
}

void list(const Options& options) {
    const Session session(options);
    std::string token;
    for (int pages = 0; pages < most_pages; ++pages) {
        const auto page = next_page(session, options.state, token);
        for (const auto& cfdi : page.cfdis())
            std::printf("%s\n", told(cfdi).dump().c_str());
        if (token.empty()) return;
    }
}

void show(const Options& options) {
    const Session session(options);
    v1::GetCfdiStandingRequest request;
    request.set_invoice_id(options.invoice);
    v1::CfdiStanding cfdi;
    require(session.stub->GetCfdiStanding(session.client.call().get(), request, &cfdi), "reading the document");
    ordered_json all = told(cfdi);
    all["notes"] = ordered_json::array();
    for (const auto& note : cfdi.notes())
        all["notes"].push_back({{"at", to_iso(from_microseconds(note.at_us()))},
                                {"what", note.what()},
                                {"who", note.subject()},
                                {"reason", note.reason()}});
    std::printf("%s\n", all.dump(2).c_str());
}

int retry_page(const Session& session, const v1::RetryCfdisRequest& request) {
    if (request.invoice_ids_size() == 0) return 0;
    v1::RetryCfdisResponse response;
    require(session.stub->RetryCfdis(session.client.call().get(), request, &response), "retrying the documents");
    return response.retried();
}

void retry(const Options& options) {
    if (options.invoice.empty() && !options.all)
        throw std::runtime_error("which documents? name one with --invoice, or --all of --state");
    const Session session(options);
    v1::RetryCfdisRequest request;
    int retried = 0;
    if (!options.all) {
        request.add_invoice_ids(options.invoice);
        retried = retry_page(session, request);
    }
    std::string token;
    for (int pages = 0; options.all && pages < most_pages; ++pages) {
        request.clear_invoice_ids();
        const auto page = next_page(session, options.state, token);
        for (const auto& cfdi : page.cfdis())
            request.add_invoice_ids(cfdi.invoice_id());
        retried += retry_page(session, request);
        if (token.empty()) break;
    }
    std::printf("%s\n", ordered_json{{"retried", retried}}.dump().c_str());
}

void status(const Options& options) {
    const Session session(options);
    v1::GetProgressRequest request;
    request.set_period(options.period);
    v1::Progress progress;
    require(session.stub->GetProgress(session.client.call().get(), request, &progress), "reading the period");
    ordered_json all{{"pending", progress.pending()},
                     {"sealed", progress.sealed()},
                     {"stamped", progress.stamped()},
                     {"rejected", progress.rejected()},
                     {"set_aside", progress.set_aside()},
                     {"not_needed", progress.not_needed()},
                     {"withdrawn", progress.withdrawn()},
                     {"to_cancel", progress.to_cancel()},
                     {"stamped_centavos", progress.stamped_centavos()},
                     {"alarms", ordered_json::array()}};
    for (const std::string& words : progress.alarms())
        all["alarms"].push_back(words);
    std::printf("%s\n", all.dump().c_str());
}

}  // namespace

void add_fiscal_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto fiscal = app.add_command("fiscal", "tax documents: how they stand, and those that a person must see to");
    fiscal.needs_a_command();
    const auto add = [&](const char* name, const char* words, void (*action)(const Options&)) {
        auto command = fiscal.add_command(name, words);
        command.add_option("--config", options->config_file).required();
        command.add_option("--token-file", options->token_file).required();
        command.when_given([options, action] { action(*options); });
        return command;
    };
    add("list", "documents of a state, one a line", list)
        .add_option("--state", options->state,
                    "rejected, set_aside, to_cancel, pending, sealed, unknown, not_needed or withdrawn");
    add("show", "one document and what happened to it", show)
        .add_option("--invoice", options->invoice, "the invoice's id")
        .required();
    auto again = add("retry", "build rejected documents anew; go on with those that were set aside", retry);
    auto one = again.add_option("--invoice", options->invoice, "the invoice's id");
    auto whole = again.add_flag("--all", options->all, "the whole list of --state instead");
    again.add_option("--state", options->state, "with --all: rejected or set_aside").needs(whole);
    one.excludes(whole);
    add("status", "a period's documents by state, and what stands in their way", status)
        .add_option("--period", options->period, "2026-10")
        .required();
}

}  // namespace aquacis::aquacisctl
