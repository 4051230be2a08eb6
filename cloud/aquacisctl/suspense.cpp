#include <cstdio>
#include <memory>

#include "aquacis/payments/v1/payments.grpc.pb.h"
#include "base/command_line/command_line.hpp"
#include "base/money.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {
namespace {

constexpr int most_pages = 1000;

struct Options {
    std::string config_file, token_file, payment, contract, amount, reason, request;
};

struct Office {
    explicit Office(const Options& options)
        : client(Config::from_file(options.config_file), options.token_file),
          stub(payments::v1::Payments::NewStub(client.channel())) {}
    Client client;
    std::unique_ptr<payments::v1::Payments::Stub> stub;
};

std::int64_t centavos_of(const std::string& pesos) {
    if (pesos.empty()) return 0;
    const auto amount = Money::parse(pesos);
    if (!amount) throw std::runtime_error("--amount is no amount: write pesos, as 1284.60");
    return amount->centavos();
}

void print(const payments::v1::MoneyRequest& request) {
    std::printf("%s\t%s\t%s\t%s\t%s\t%s\tasked by %s%s%s\n", request.request_id().c_str(), request.state().c_str(),
                request.kind().c_str(), request.payment_id().c_str(),
                Money::centavos(request.amount_centavos()).plain().c_str(), request.contract_number().c_str(),
                request.asked_by().c_str(), request.decided_by().empty() ? "" : ", decided by ",
                request.decided_by().c_str());
}

void list(const Options& options) {
    const Office office(options);
    payments::v1::ListSuspenseRequest ask;
    for (int page = 0; page < most_pages; ++page) {
        payments::v1::ListSuspenseResponse held;
        require(office.stub->ListSuspense(office.client.call().get(), ask, &held), "listing the suspense account");
        for (const auto& line : held.suspense())
            std::printf("%s\t%s\t%s\t%s\t%s\t%s\n", line.payment_id().c_str(), line.taken_at().c_str(),
                        Money::centavos(line.amount_centavos()).plain().c_str(), line.channel().c_str(),
                        line.reference().c_str(), line.contract_number().c_str());
        ask.set_page_token(held.next_page_token());
        if (ask.page_token().empty()) return;
    }
}

void assign(const Options& options) {
    const Office office(options);
    payments::v1::AssignSuspenseRequest ask;
    ask.set_payment_id(options.payment);
    ask.set_contract_number(options.contract);
    ask.set_amount_centavos(centavos_of(options.amount));
    ask.set_reason(options.reason);
    payments::v1::MoneyRequest request;
    require(office.stub->AssignSuspense(office.client.call().get(), ask, &request), "asking for the assignment");
    print(request);
}

void give_back(const Options& options) {
    const Office office(options);
    payments::v1::ReturnSuspenseRequest ask;
    ask.set_payment_id(options.payment);
    ask.set_amount_centavos(centavos_of(options.amount));
    ask.set_reason(options.reason);
    payments::v1::MoneyRequest request;
    require(office.stub->ReturnSuspense(office.client.call().get(), ask, &request), "asking for the return");
    print(request);
}

void requests(const Options& options) {
    const Office office(options);
    payments::v1::ListMoneyRequestsResponse open;
    require(office.stub->ListMoneyRequests(office.client.call().get(), {}, &open), "listing the requests");
    for (const auto& request : open.requests())
        print(request);
}

void approve(const Options& options) {
    const Office office(options);
    payments::v1::ApproveMoneyRequestRequest decide;
    decide.set_request_id(options.request);
    payments::v1::MoneyRequest request;
    require(office.stub->ApproveMoneyRequest(office.client.call().get(), decide, &request), "approving the request");
    print(request);
}

void decline(const Options& options) {
    const Office office(options);
    payments::v1::DeclineMoneyRequestRequest decide;
    decide.set_request_id(options.request);
    payments::v1::MoneyRequest request;
    require(office.stub->DeclineMoneyRequest(office.client.call().get(), decide, &request), "declining the request");
    print(request);
}

}  // namespace

void add_suspense_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto suspense = app.add_command("suspense", "money that was received and has no place yet");
    suspense.needs_a_command();
    const auto add = [&](const char* name, const char* words, void (*action)(const Options&)) {
        auto command = suspense.add_command(name, words);
        command.add_option("--config", options->config_file).required();
        command.add_option("--token-file", options->token_file, "of the person who does this").required();
        command.when_given([options, action] { action(*options); });
        return command;
    };
    const auto add_move = [&](Command command) {
        command.add_option("--payment", options->payment, "its id").required();
        command.add_option("--amount", options->amount, "pesos; all of it when it is not given");
        command.add_option("--reason", options->reason, "for who looks at it later").required();
        return command;
    };
    add("list", "what is there, oldest first", list);
    add_move(add("assign", "ask that it pays a contract's debts; another person approves", assign))
        .add_option("--contract", options->contract, "its number")
        .required();
    add_move(add("return", "ask that it goes back to the payer; another person approves", give_back));
    add("requests", "what was asked and not decided, cancellations too", requests);
    add("approve", "do what another person asked", approve).add_option("request", options->request).required();
    add("decline", "do not", decline).add_option("request", options->request).required();
}

}  // namespace aquacis::aquacisctl
