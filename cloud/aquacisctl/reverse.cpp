#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "aquacis/billing/v1/billing.grpc.pb.h"
#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {
namespace {

using billing::v1::Billing;

struct Options {
    std::string config_file, token_file, invoice, reason, note, reversal;
};
using SharedOptions = std::shared_ptr<Options>;

void print(const billing::v1::BillReversal& reversal) {
    const nlohmann::ordered_json told{{"reversal_id", reversal.reversal_id()}, {"state", reversal.state()},
                                      {"number", reversal.number()},           {"invoice_id", reversal.invoice_id()},
                                      {"reason", reversal.reason()},           {"note", reversal.note()},
                                      {"asked_by", reversal.asked_by()},       {"asked_at", reversal.asked_at()},
                                      {"decided_by", reversal.decided_by()}};
    std::printf("%s\n", told.dump().c_str());
}

void reverse(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    billing::v1::ReverseBillRequest request;
    request.set_invoice_id(options.invoice);
    request.set_reason(options.reason);
    request.set_note(options.note);
    billing::v1::BillReversal reversal;
    require(Billing::NewStub(client.channel())->ReverseBill(client.call().get(), request, &reversal),
            "asking for the reversal");
    print(reversal);
}

void list(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    billing::v1::ListBillReversalsResponse response;
    require(Billing::NewStub(client.channel())->ListBillReversals(client.call().get(), {}, &response),
            "listing the reversals");
    for (const auto& reversal : response.reversals())
        print(reversal);
}

template <class Request>
using Decision = grpc::Status (Billing::Stub::*)(grpc::ClientContext*, const Request&, billing::v1::BillReversal*);
template <class Request>
void decide(const Options& options, Decision<Request> decision) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    Request request;
    request.set_reversal_id(options.reversal);
    billing::v1::BillReversal reversal;
    const auto stub = Billing::NewStub(client.channel());
    require(((*stub).*decision)(client.call().get(), request, &reversal), "deciding the reversal");
    print(reversal);
}

Command add_verb(Command& bill, const char* name, const char* help, const SharedOptions& options) {
    auto command = bill.add_command(name, help);
    command.add_option("--config", options->config_file).required();
    command.add_option("--token-file", options->token_file).required();
    return command;
}

}  // namespace

void add_reverse_commands(Command& bill) {
    const auto options = std::make_shared<Options>();
    auto ask = add_verb(bill, "reverse", "ask that an issued bill be reversed; another person approves", options);
    ask.add_option("--invoice", options->invoice, "the invoice's id").required();
    ask.add_option("--reason", options->reason)
        .required()
        .one_of({"wrong_reading", "wrong_tariff", "wrong_customer", "duplicate", "not_supplied"});
    ask.add_option("--note", options->note, "what is wrong, for who approves").required();
    ask.when_given([options] { reverse(*options); });
    add_verb(bill, "reversals", "those that were asked for and not decided", options).when_given([options] {
        list(*options);
    });
    auto approve = add_verb(bill, "approve", "reverse the bill; by another person than asked", options);
    approve.add_option("--reversal", options->reversal).required();
    approve.when_given(
        [options] { decide<billing::v1::ApproveBillReversalRequest>(*options, &Billing::Stub::ApproveBillReversal); });
    auto decline = add_verb(bill, "decline", "leave the bill as it is", options);
    decline.add_option("--reversal", options->reversal).required();
    decline.when_given(
        [options] { decide<billing::v1::DeclineBillReversalRequest>(*options, &Billing::Stub::DeclineBillReversal); });
}

}  // namespace aquacis::aquacisctl
