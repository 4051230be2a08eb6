#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "aquacis/billing/v1/billing.grpc.pb.h"
#include "aquacis/metering/v1/metering.grpc.pb.h"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {
namespace {

constexpr auto poll_pause = std::chrono::milliseconds(100);
constexpr int most_polls = 36'000;  // an hour

struct Options {
    std::string config_file, token_file, zone, period, cut, issue, due;
};

billing::v1::Run wait_for(billing::v1::Billing::Stub& stub, const Client& client, billing::v1::Run run) {
    for (int poll = 0; run.state() != "completed"; ++poll) {
        if (poll == most_polls)
            throw std::runtime_error("the run " + run.run_id() +
                                     " is not completed after an hour; it goes on by itself");
        std::this_thread::sleep_for(poll_pause);
        billing::v1::GetRunRequest request;
        request.set_run_id(run.run_id());
        require(stub.GetRun(client.call().get(), request, &run), "reading the run");
    }
    return run;
}

void bill(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    const auto metering = metering::v1::Metering::NewStub(client.channel());
    metering::v1::CloseCampaignRequest close;
    close.set_zone_id(options.zone);
    close.set_period(options.period);
    close.set_cut_date(options.cut);
    metering::v1::CloseCampaignResponse campaign;
    require(metering->CloseCampaign(client.call(std::chrono::seconds(600)).get(), close, &campaign),
            "closing the reading campaign");

    const auto stub = billing::v1::Billing::NewStub(client.channel());
    billing::v1::StartRunRequest start;
    start.set_zone_id(options.zone);
    start.set_period(options.period);
    start.set_campaign_id(campaign.campaign_id());
    start.set_issue_date(options.issue);
    start.set_due_date(options.due);
    billing::v1::Run run;
    require(stub->StartRun(client.call().get(), start, &run), "starting the billing run");
    run = wait_for(*stub, client, run);

    nlohmann::ordered_json parked = nlohmann::json::array();
    for (const auto& account : run.parked_accounts())
        parked.push_back({{"contract_id", account.contract_id()}, {"reason", account.reason()}});
    const nlohmann::ordered_json told{{"run_id", run.run_id()},
                                      {"campaign_id", campaign.campaign_id()},
                                      {"meters", campaign.meters()},
                                      {"measured", campaign.measured()},
                                      {"without_reading", campaign.without_reading()},
                                      {"invoices", run.invoices()},
                                      {"parked", run.parked()},
                                      {"billed_centavos", run.billed_centavos()},
                                      {"parked_accounts", parked}};
    std::printf("%s\n", told.dump().c_str());
}

}  // namespace

void add_bill_command(CLI::App& app) {
    auto options = std::make_shared<Options>();
    auto* command =
        app.add_subcommand("bill", "close a period's readings and bill them; again says how the run stands");
    command->add_option("--config", options->config_file)->required();
    command->add_option("--token-file", options->token_file)->required();
    command->add_option("--zone", options->zone, "one zone; without it every zone");
    command->add_option("--period", options->period, "2026-10")->required();
    command->add_option("--cut", options->cut, "the last day whose readings count, YYYY-MM-DD")->required();
    command->add_option("--issue", options->issue, "YYYY-MM-DD")->required();
    command->add_option("--due", options->due, "YYYY-MM-DD")->required();
    command->callback([options] { bill(*options); });
}

}  // namespace aquacis::aquacisctl
