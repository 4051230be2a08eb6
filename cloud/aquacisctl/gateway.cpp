#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "aquacis/ingest/v1/ingest.grpc.pb.h"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string config_file, token_file, gateway;
    int hours = 72;
};

std::unique_ptr<ingest::v1::GatewayRegistry::Stub> registry_of(const Client& client) { return ingest::v1::GatewayRegistry::NewStub(client.channel()); }

void invite(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    ingest::v1::InviteGatewayRequest request;
    request.set_gateway_id(options.gateway);
    request.set_valid_hours(options.hours);
    ingest::v1::InviteGatewayResponse answer;
    require(registry_of(client)->InviteGateway(client.call().get(), request, &answer), "inviting " + options.gateway);
    std::fprintf(stderr, "One-time code of %s, good until %s. Type it at the gateway: aquacis-edge enroll --server URL --code CODE\n",
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
            std::printf("%s\t%s\tenrolled %s\tcertificate until %s\tlast batch %s\trecorded %lld\tduplicates %lld\tquarantined %lld\twithout key %lld of %lld meters\n",
                        gateway.gateway_id().c_str(), gateway.enabled() ? "enabled" : "revoked",
                        gateway.enrolled_at().empty() ? "-" : gateway.enrolled_at().c_str(),
                        gateway.certificate_until().empty() ? "-" : gateway.certificate_until().c_str(),
                        gateway.last_batch_at().empty() ? "-" : gateway.last_batch_at().c_str(), static_cast<long long>(gateway.recorded()),
                        static_cast<long long>(gateway.duplicates()), static_cast<long long>(gateway.quarantined()),
                        static_cast<long long>(gateway.undecryptable_kept()), static_cast<long long>(gateway.undecryptable_meters()));
        request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
}

void revoke(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    ingest::v1::RevokeGatewayRequest request;
    request.set_gateway_id(options.gateway);
    ingest::v1::RevokeGatewayResponse answer;
    require(registry_of(client)->RevokeGateway(client.call().get(), request, &answer), "revoking " + options.gateway);
    std::printf("revoked %s: nothing that it sends is taken any more\n", options.gateway.c_str());
}

}  // namespace

void add_gateway_command(CLI::App& app) {
    auto options = std::make_shared<Options>();
    auto* gateway = app.add_subcommand("gateway", "meter gateways: invite one by a one-time code, list them, revoke one");
    gateway->require_subcommand(1);
    const auto add = [&](const char* name, const char* words, void (*action)(const Options&)) {
        auto* command = gateway->add_subcommand(name, words);
        command->add_option("--config", options->config_file)->required();
        command->add_option("--token-file", options->token_file)->required();
        command->callback([options, action] { action(*options); });
        return command;
    };
    auto* invitation = add("invite", "a one-time code, printed once", invite);
    invitation->add_option("--gateway", options->gateway, "its name, such as QRO-GW-0147")->required();
    invitation->add_option("--hours", options->hours, "how long the code is good: 1 to 720");
    add("list", "the administration's gateways", list);
    add("revoke", "nothing that it sends is taken any more", revoke)->add_option("--gateway", options->gateway)->required();
}

}  // namespace aquacis::aquacisctl
