#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <thread>

#include "aquacis/ingest/v1/ingest.grpc.pb.h"
#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string config_file, token_file, gateway;
    int hours = 72;
    int interval_minutes = 0, linger_ms = 0;
    std::string server, keys_file, receivers_file;
    std::string kind, meter, valve, url, sha256;
    int valid_minutes = 60, wait_s = 30;
};

std::unique_ptr<ingest::v1::GatewayRegistry::Stub> registry_of(const Client& client) {
    return ingest::v1::GatewayRegistry::NewStub(client.channel());
}

void invite(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    ingest::v1::InviteGatewayRequest request;
    request.set_gateway_id(options.gateway);
    request.set_valid_hours(options.hours);
    ingest::v1::InviteGatewayResponse answer;
    require(registry_of(client)->InviteGateway(client.call().get(), request, &answer), "inviting " + options.gateway);
    std::fprintf(
        stderr,
        "One-time code of %s, good until %s. Type it at the gateway: aquacis-edge enroll --server URL --code CODE\n",
        options.gateway.c_str(), answer.expires_at().c_str());
    std::printf("%s\n", answer.code().c_str());
}

void list(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    ingest::v1::ListGatewaysRequest request;
    do {
        ingest::v1::ListGatewaysResponse page;
        require(registry_of(client)->ListGateways(client.call().get(), request, &page), "listing the gateways");
        for (const auto& gateway : page.gateways())
            std::printf(
                "%s\t%s\tenrolled %s\tcertificate until %s\tlast batch %s\trecorded %lld\tduplicates %lld\tquarantined "
                "%lld\twithout key %lld of %lld meters\trelease %s\n",
                gateway.gateway_id().c_str(), gateway.enabled() ? "enabled" : "revoked",
                gateway.enrolled_at().empty() ? "-" : gateway.enrolled_at().c_str(),
                gateway.certificate_until().empty() ? "-" : gateway.certificate_until().c_str(),
                gateway.last_batch_at().empty() ? "-" : gateway.last_batch_at().c_str(),
                static_cast<long long>(gateway.recorded()), static_cast<long long>(gateway.duplicates()),
                static_cast<long long>(gateway.quarantined()), static_cast<long long>(gateway.undecryptable_kept()),
                static_cast<long long>(gateway.undecryptable_meters()),
                gateway.release().empty() ? "-" : gateway.release().c_str());
        request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
}

void revoke(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    ingest::v1::RevokeGatewayRequest request;
    request.set_gateway_id(options.gateway);
    ingest::v1::RevokeGatewayResponse answer;
    require(registry_of(client)->RevokeGateway(client.call().get(), request, &answer), "revoking " + options.gateway);
    std::printf(
        "revoked %s: nothing that it sends is taken any more; the broker lets it in until it has read the new "
        "revocation list\n",
        options.gateway.c_str());
}

void revocations(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    ingest::v1::GetRevocationListResponse answer;
    require(registry_of(client)->GetRevocationList(client.call().get(), {}, &answer), "the revocation list");
    std::printf("%s", answer.revocations_pem().c_str());
}

std::string content_of(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

void configure(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    ingest::v1::ConfigureGatewayRequest request;
    request.set_gateway_id(options.gateway);
    request.set_interval_minutes(options.interval_minutes);
    request.set_linger_ms(options.linger_ms);
    request.set_server(options.server);
    if (!options.keys_file.empty()) request.set_keys(content_of(options.keys_file));
    if (!options.receivers_file.empty()) request.set_receivers(content_of(options.receivers_file));
    ingest::v1::ConfigureGatewayResponse answer;
    require(registry_of(client)->ConfigureGateway(client.call().get(), request, &answer),
            "configuring " + options.gateway);
    std::printf("version %lld was sent to %s; what became of it: aquacisctl gateway show\n",
                static_cast<long long>(answer.version()), options.gateway.c_str());
}

// Status 0 only when the gateway said that it is done.
void command(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    const auto registry = registry_of(client);
    ingest::v1::CommandGatewayRequest request;
    request.set_gateway_id(options.gateway);
    request.set_kind(options.kind);
    request.set_meter(options.meter);
    request.set_valve(options.valve);
    request.set_url(options.url);
    request.set_sha256(options.sha256);
    request.set_valid_minutes(options.valid_minutes);
    ingest::v1::GatewayCommand answer;
    require(registry->CommandGateway(client.call().get(), request, &answer), options.kind + " of " + options.gateway);
    ingest::v1::GetGatewayCommandRequest look;
    look.set_command_id(answer.command_id());
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(options.wait_s);
    while (answer.status().empty() && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        require(registry->GetGatewayCommand(client.call().get(), look, &answer), "the answer to " + look.command_id());
    }
    if (answer.status().empty())
        throw std::runtime_error("no answer yet; it is done when the gateway is reached before " + answer.expires_at() +
                                 ". Command " + look.command_id());
    const std::string words = answer.status() + (answer.detail().empty() ? "" : ": " + answer.detail());
    if (answer.status() != "done") throw std::runtime_error(options.kind + " of " + options.gateway + ": " + words);
    std::printf("%s\n", words.c_str());
}

void show(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    ingest::v1::GetGatewayRequest request;
    request.set_gateway_id(options.gateway);
    ingest::v1::GetGatewayResponse seen;
    require(registry_of(client)->GetGateway(client.call().get(), request, &seen), "looking at " + options.gateway);
    std::printf("desired version %lld%s%s\nreported version %lld %s%s%s, %lld keys in use\n",
                static_cast<long long>(seen.twin_version()), seen.twin_made_by().empty() ? "" : " by ",
                seen.twin_made_by().c_str(), static_cast<long long>(seen.twin_reported_version()),
                seen.twin_outcome().c_str(), seen.twin_reason().empty() ? "" : ": ", seen.twin_reason().c_str(),
                static_cast<long long>(seen.keys_in_use()));
    for (const auto& one : seen.commands())
        std::printf("%s\t%s\t%s\t%s\t%s\n", one.made_at().c_str(), one.command_id().c_str(), one.kind().c_str(),
                    one.meter().c_str(), one.status().empty() ? "not answered" : one.status().c_str());
}

}  // namespace

void add_gateway_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto gateway =
        app.add_command("gateway", "meter gateways: invite by a one-time code, list, revoke, configure, command");
    gateway.needs_a_command();
    const auto add = [&](const char* name, const char* words, void (*action)(const Options&)) {
        auto command = gateway.add_command(name, words);
        command.add_option("--config", options->config_file).required();
        command.add_option("--token-file", options->token_file).required();
        command.when_given([options, action] { action(*options); });
        return command;
    };
    auto invitation = add("invite", "a one-time code, printed once", invite);
    invitation.add_option("--gateway", options->gateway, "its name, such as QRO-GW-0147").required();
    invitation.add_option("--hours", options->hours, "how long the code is good: 1 to 720");
    add("list", "the administration's gateways", list);
    add("revoke", "nothing that it sends is taken any more", revoke)
        .add_option("--gateway", options->gateway)
        .required();
    add("revocations", "the certificates that no longer count, as a list (X.509 CRL, PEM) for the broker", revocations);
    auto desired =
        add("configure", "what it is to be, taken whole: what is not named is as its settings file says", configure);
    desired.add_option("--gateway", options->gateway).required();
    desired.add_option("--interval-minutes", options->interval_minutes, "thinning");
    desired.add_option("--linger-ms", options->linger_ms);
    desired.add_option("--server", options->server, "the broker");
    desired.add_option("--keys-file", options->keys_file, "meters' keys, besides the gateway's own file")
        .existing_file();
    desired.add_option("--receivers-file", options->receivers_file, "TOML: [[receiver]] tables").existing_file();
    auto order = add("command",
                     "read_now, restart, send_logs, valve, update, reload_keys, send_again, report_state or "
                     "renew_certificate; prints the answer",
                     command);
    order.add_option("--gateway", options->gateway).required();
    order.add_option("--kind", options->kind).required();
    order.add_option("--meter", options->meter, "\"KAM 64107712\"");
    order.add_option("--valve", options->valve, "open or closed");
    order.add_option("--url", options->url, "of update: where the gateway gets the bundle, https://");
    order.add_option("--sha256", options->sha256, "of update: the bundle's, as sha256sum prints it");
    order.add_option("--valid-minutes", options->valid_minutes).show_default();
    order.add_option("--wait-s", options->wait_s, "for the answer").show_default();
    add("show", "what it is to be, what it said to that, and the newest commands", show)
        .add_option("--gateway", options->gateway)
        .required();
}

}  // namespace aquacis::aquacisctl
