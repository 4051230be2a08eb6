#include <cstdio>
#include <memory>

#include "aquacis/billing/v1/billing.grpc.pb.h"
#include "aquacis/metering/v1/metering.grpc.pb.h"
#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/aquacisctl/run_report.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string config_file, token_file, id, reason;
    std::int64_t taken_at_us = 0;
    Client client() const { return {Config::from_file(config_file), token_file}; }
};
using SharedOptions = std::shared_ptr<Options>;

void print(const billing::v1::Run& run) { std::printf("%s\n", to_json(run).dump().c_str()); }

void show_run(const Options& options) {
    const Client client = options.client();
    billing::v1::GetRunRequest request;
    request.set_run_id(options.id);
    billing::v1::Run run;
    require(billing::v1::Billing::NewStub(client.channel())->GetRun(client.call().get(), request, &run),
            "reading the run");
    print(run);
}

void cancel_run(const Options& options) {
    const Client client = options.client();
    billing::v1::CancelRunRequest request;
    request.set_run_id(options.id);
    request.set_reason(options.reason);
    billing::v1::Run run;
    require(billing::v1::Billing::NewStub(client.channel())->CancelRun(client.call().get(), request, &run),
            "cancelling the run");
    print(run);
}

void retry_run(const Options& options) {
    const Client client = options.client();
    billing::v1::RetryRunRequest request;
    request.set_run_id(options.id);
    billing::v1::Run run;
    require(billing::v1::Billing::NewStub(client.channel())->RetryRun(client.call().get(), request, &run),
            "letting the run go on");
    print(run);
}

void void_campaign(const Options& options) {
    const Client client = options.client();
    metering::v1::VoidCampaignRequest request;
    request.set_campaign_id(options.id);
    request.set_reason(options.reason);
    metering::v1::Campaign campaign;
    require(metering::v1::Metering::NewStub(client.channel())->VoidCampaign(client.call().get(), request, &campaign),
            "voiding the campaign");
    std::printf("%s %s %s\n", campaign.zone_id().c_str(), campaign.period().c_str(), campaign.state().c_str());
}

template <class Request>
using Decision = grpc::Status (metering::v1::Metering::Stub::*)(grpc::ClientContext*, const Request&,
                                                                metering::v1::DecideReadingResponse*);
template <class Request>
void decide_reading(const Options& options, Decision<Request> decide) {
    const Client client = options.client();
    Request request;
    request.set_meter_id(options.id);
    request.set_taken_at_us(options.taken_at_us);
    request.set_reason(options.reason);
    metering::v1::DecideReadingResponse decided;
    const auto stub = metering::v1::Metering::NewStub(client.channel());
    require(((*stub).*decide)(client.call().get(), request, &decided), "deciding the reading");
    std::printf("%d readings; %d that it had refused were taken\n", decided.readings(), decided.judged_again());
}

void list_readings(const Options& options) {
    const Client client = options.client();
    metering::v1::ListReadingsRequest request;
    request.set_meter_id(options.id);
    metering::v1::ListReadingsResponse list;
    require(metering::v1::Metering::NewStub(client.channel())->ListReadings(client.call().get(), request, &list),
            "listing the readings");
    for (const auto& reading : list.readings())
        std::printf("%lld\t%s\t%lld\t%s\t%s\t%s\n", static_cast<long long>(reading.taken_at_us()),
                    to_iso(from_microseconds(reading.taken_at_us())).c_str(), static_cast<long long>(reading.litres()),
                    reading.quality().c_str(), reading.remark().c_str(), reading.reason().c_str());
}

struct Verb {
    const char* name;
    const char* help;
    const char* id;  // the option that names the thing
};
Command add_verb(Command& group, const Verb& verb, const SharedOptions& options) {
    auto command = group.add_command(verb.name, verb.help);
    command.add_option("--config", options->config_file).required();
    command.add_option("--token-file", options->token_file).required();
    command.add_option(verb.id, options->id).required();
    return command;
}

void add_reason(Command& command, const SharedOptions& options) {
    command.add_option("--reason", options->reason, "why; it stays with what was undone").required();
}

Command add_decision(Command& group, const Verb& verb, const SharedOptions& options) {
    auto command = add_verb(group, verb, options);
    command.add_option("--taken-at-us", options->taken_at_us, "the first column of list").required();
    add_reason(command, options);
    return command;
}

}  // namespace

void add_run_command(Command& app) {
    auto group = app.add_command("run", "billing runs: show, cancel, retry").needs_a_command();
    const auto options = std::make_shared<Options>();
    add_verb(group, {"show", "how a run stands, and what became of each contract", "--run"}, options)
        .when_given([options] { show_run(*options); });
    add_verb(group, {"retry", "a failed or waiting run goes on at once", "--run"}, options).when_given([options] {
        retry_run(*options);
    });
    auto cancel = add_verb(group, {"cancel", "end a run that has issued no bill", "--run"}, options);
    add_reason(cancel, options);
    cancel.when_given([options] { cancel_run(*options); });
}

void add_campaign_command(Command& app) {
    auto group = app.add_command("campaign", "reading campaigns: void").needs_a_command();
    const auto options = std::make_shared<Options>();
    auto command = add_verb(group, {"void", "undo a closing that no run has claimed", "--campaign"}, options);
    add_reason(command, options);
    command.when_given([options] { void_campaign(*options); });
}

void add_reading_command(Command& app) {
    auto group = app.add_command("reading", "a meter's readings: list, void, accept").needs_a_command();
    const auto options = std::make_shared<Options>();
    add_verb(group, {"list", "the newest hundred", "--meter"}, options).when_given([options] {
        list_readings(*options);
    });
    add_decision(group, {"void", "take a reading out before it is billed", "--meter"}, options).when_given([options] {
        decide_reading<metering::v1::VoidReadingRequest>(*options, &metering::v1::Metering::Stub::VoidReading);
    });
    add_decision(group, {"accept", "vouch for a suspect reading", "--meter"}, options).when_given([options] {
        decide_reading<metering::v1::AcceptReadingRequest>(*options, &metering::v1::Metering::Stub::AcceptReading);
    });
}

}  // namespace aquacis::aquacisctl
