#include <openssl/evp.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>

#include "aquacis/billing/v1/billing.grpc.pb.h"
#include "aquacis/contracts/v1/contracts.grpc.pb.h"
#include "aquacis/customers/v1/customers.grpc.pb.h"
#include "aquacis/metering/v1/metering.grpc.pb.h"
#include "aquacis/payments/v1/payments.grpc.pb.h"
#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/aquacisctl/register_file.hpp"
#include "cloud/aquacisctl/register_generator.hpp"
#include "cloud/aquacisctl/register_to_proto.hpp"
#include "cloud/aquacisctl/tariffs.hpp"

namespace aquacis::aquacisctl {
namespace {

constexpr std::size_t batch = 500;

struct Options {
    std::string config_file, token_file, out, start = "2026-09-01";
    int administration = 0;
    int contracts = 0;
    std::uint64_t seed = 2026;
};

void publish_tariffs(const Client& client) {
    const auto stub = billing::v1::Billing::NewStub(client.channel());
    for (const std::string_view definition : tariff_definitions) {
        const auto json = nlohmann::json::parse(definition);
        billing::v1::PublishTariffRequest request;
        request.set_tariff_code(json.at("code").get<std::string>());
        request.set_version(json.at("version").get<std::uint32_t>());
        request.set_valid_from(json.at("valid_from").get<std::string>());
        request.set_definition_json(std::string(definition));
        billing::v1::PublishTariffResponse response;
        require(stub->PublishTariff(client.call().get(), request, &response),
                "publishing the tariff " + request.tariff_code());
    }
}

void register_customers(const Client& client, std::span<const RegisterEntry> entries) {
    const auto stub = customers::v1::Customers::NewStub(client.channel());
    customers::v1::RegisterCustomersRequest request;
    for (const RegisterEntry& entry : entries)
        *request.add_customers() = to_proto(entry.customer);
    customers::v1::RegisterCustomersResponse response;
    require(stub->RegisterCustomers(client.call().get(), request, &response), "registering customers");
}

void register_contracts(const Client& client, std::span<const RegisterEntry> entries) {
    const auto stub = contracts::v1::Contracts::NewStub(client.channel());
    contracts::v1::RegisterContractsRequest request;
    for (const RegisterEntry& entry : entries)
        *request.add_contracts() = to_proto(entry.contract);
    contracts::v1::RegisterContractsResponse response;
    require(stub->RegisterContracts(client.call().get(), request, &response), "registering contracts");
}

void install_meters(const Client& client, std::span<const RegisterEntry> entries) {
    const auto stub = metering::v1::Metering::NewStub(client.channel());
    metering::v1::InstallMetersRequest request;
    for (const RegisterEntry& entry : entries)
        *request.add_meters() = to_proto(entry.meter);
    metering::v1::InstallMetersResponse response;
    require(stub->InstallMeters(client.call().get(), request, &response), "installing meters");
}

void register_cashiers(const Client& client, std::span<const CashierEntry> cashiers) {
    payments::v1::RegisterCashiersRequest request;
    for (const CashierEntry& cashier : cashiers) {
        auto& message = *request.add_cashiers();
        message.mutable_cashier()->set_cashier_id(cashier.id);
        message.mutable_cashier()->set_name(cashier.name);
        message.mutable_cashier()->set_role(cashier.role);
        message.set_pin(cashier.pin);
    }
    payments::v1::RegisterCashiersResponse response;
    const auto stub = payments::v1::Payments::NewStub(client.channel());
    require(stub->RegisterCashiers(client.call().get(), request, &response), "registering cashiers");
}

void seed(const Options& options) {
    const auto began = std::chrono::steady_clock::now();
    const auto start = parse_date(options.start);
    if (!start) throw ConfigError("--start takes a day as 2026-09-01");
    const RegisterOrder order{options.seed, AdministrationId(options.administration), options.contracts, *start};
    const Register made = generate_register(order);
    const Client client(Config::from_file(options.config_file), options.token_file);

    publish_tariffs(client);
    const std::span<const RegisterEntry> entries(made.entries);
    for (std::size_t at = 0; at < entries.size(); at += batch) {
        const auto some = entries.subspan(at, std::min(batch, entries.size() - at));
        register_customers(client, some);
        register_contracts(client, some);
        install_meters(client, some);
    }
    register_cashiers(client, made.cashiers);

    std::ostringstream lines;
    write_register(lines, order, made);
    write_file(options.out, lines.str());
    std::filesystem::permissions(options.out, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf(
        "%zu customers, contracts and meters, %zu tariffs and %zu cashiers in %.1f s; meter keys and PINs are in %s\n",
        made.entries.size(), tariff_definitions.size(), made.cashiers.size(), took.count(), options.out.c_str());
}

}  // namespace

void add_seed_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto command =
        app.add_command("seed", "make an administration's register from a seed; the same again changes nothing");
    command.add_option("--config", options->config_file).required();
    command.add_option("--token-file", options->token_file, "an access token of that administration").required();
    command.add_option("--administration", options->administration).required().between(1, 999);
    command.add_option("--contracts", options->contracts).required().between(1, 1'000'000);
    command.add_option("--seed", options->seed, "the same seed makes the same register");
    command.add_option("--start", options->start, "when the meters are taken over, YYYY-MM-DD");
    command.add_option("--out", options->out, "where the lines for the radio simulator go; holds keys and PINs")
        .required();
    command.when_given([options] { seed(*options); });
}

}  // namespace aquacis::aquacisctl
