#include <cstdio>
#include <memory>
#include <thread>

#include "aquacis/billing/v1/billing.grpc.pb.h"
#include "aquacis/metering/v1/metering.grpc.pb.h"
#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/aquacisctl/run_report.hpp"

namespace aquacis::aquacisctl {
namespace {

constexpr auto poll_pause = std::chrono::milliseconds(100);
constexpr int most_polls = 36'000;  // an hour

struct Options {
    std::string config_file, token_file, zone, period, cut, issue, due;
    bool all_zones = false, yes = false;
};

billing::v1::Run wait_for(billing::v1::Billing::Stub& stub, const Client& client, billing::v1::Run run) {
    for (int poll = 0; run.state() == "running"; ++poll) {
        if (poll == most_polls)
            throw std::runtime_error("the run " + run.run_id() +
                                     " is not completed after an hour; it goes on by itself. " + run.reason());
        std::this_thread::sleep_for(poll_pause);
        billing::v1::GetRunRequest request;
        request.set_run_id(run.run_id());
        require(stub.GetRun(client.call().get(), request, &run), "reading the run");
    }
    return run;
}

metering::v1::CloseCampaignResponse close_campaign(const Options& options, const Client& client) {
    metering::v1::CloseCampaignRequest close;
    close.set_zone_id(options.zone);
    close.set_every_zone(options.all_zones);
    close.set_period(options.period);
    close.set_cut_date(options.cut);
    metering::v1::CloseCampaignResponse campaign;
    const auto metering = metering::v1::Metering::NewStub(client.channel());
    require(metering->CloseCampaign(client.call(std::chrono::seconds(600)).get(), close, &campaign),
            "closing the reading campaign");
    return campaign;
}

billing::v1::Run run_billing(const Options& options, const Client& client, const std::string& campaign_id) {
    const auto stub = billing::v1::Billing::NewStub(client.channel());
    billing::v1::StartRunRequest start;
    start.set_zone_id(options.zone);
    start.set_period(options.period);
    start.set_campaign_id(campaign_id);
    start.set_issue_date(options.issue);
    start.set_due_date(options.due);
    billing::v1::Run run;
    require(stub->StartRun(client.call().get(), start, &run), "starting the billing run");
    return wait_for(*stub, client, run);
}

void bill(const Options& options) {
    const std::pair<const char*, const std::string*> needed[]{
        {"--config", &options.config_file}, {"--token-file", &options.token_file},
        {"--period", &options.period},      {"--cut", &options.cut},
        {"--issue", &options.issue},        {"--due", &options.due}};
    for (const auto& [name, value] : needed)
        if (value->empty()) throw ConfigError(std::string(name) + " is required");
    if (options.zone.empty() && !(options.all_zones && options.yes))
        throw ConfigError(
            "say which zone with --zone, or bill every zone of the administration with --all-zones --yes");
    const Client client(Config::from_file(options.config_file), options.token_file);
    const auto campaign = close_campaign(options, client);
    const auto run = run_billing(options, client, campaign.campaign_id());

    auto told = to_json(run);
    told["campaign_id"] = campaign.campaign_id();
    told["meters"] = campaign.meters();
    told["measured"] = campaign.measured();
    told["without_reading"] = campaign.without_reading();
    std::printf("%s\n", told.dump().c_str());
    if (run.state() != "completed")
        throw std::runtime_error("the run " + run.run_id() + " is " + run.state() + ": " + run.reason());
}

}  // namespace

void add_bill_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto command = app.add_command("bill", "close a period's readings and bill them; again says how the run stands");
    command.add_option("--config", options->config_file);
    command.add_option("--token-file", options->token_file);
    auto zone = command.add_option("--zone", options->zone, "one zone");
    command.add_flag("--all-zones", options->all_zones, "every zone of the administration; asks for --yes too")
        .excludes(zone);
    command.add_flag("--yes", options->yes, "the answer to what --all-zones asks");
    command.add_option("--period", options->period, "2026-10");
    command.add_option("--cut", options->cut, "the last day whose readings count, YYYY-MM-DD");
    command.add_option("--issue", options->issue, "YYYY-MM-DD");
    command.add_option("--due", options->due, "YYYY-MM-DD");
    command.may_have_a_command();
    add_reverse_commands(command);
    command.when_given([options, command] {
        if (!command.has_a_command()) bill(*options);
    });
}

}  // namespace aquacis::aquacisctl
