#include <cstdio>
#include <memory>

#include "aquacis/payments/v1/payments.grpc.pb.h"
#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string config_file, token_file, id, name, office, pin_file, role = "cashier";
};

void put(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    payments::v1::RegisterCashiersRequest request;
    auto& registration = *request.add_cashiers();
    registration.mutable_cashier()->set_cashier_id(options.id);
    registration.mutable_cashier()->set_name(options.name);
    registration.mutable_cashier()->set_role(options.role);
    registration.mutable_cashier()->set_office(options.office);
    if (!options.pin_file.empty()) {
        std::string pin = read_file(options.pin_file);
        while (!pin.empty() && (pin.back() == '\n' || pin.back() == ' '))
            pin.pop_back();
        registration.set_pin(pin);
    }
    payments::v1::RegisterCashiersResponse answer;
    require(payments::v1::Payments::NewStub(client.channel())->RegisterCashiers(client.call().get(), request, &answer),
            "registering " + options.id);
    std::printf("registered %s; the tills of %s learn it at once, or when they connect\n", options.id.c_str(),
                options.office.empty() ? "every office" : options.office.c_str());
}

void deactivate(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    payments::v1::DeactivateCashierRequest request;
    request.set_cashier_id(options.id);
    payments::v1::DeactivateCashierResponse answer;
    require(payments::v1::Payments::NewStub(client.channel())->DeactivateCashier(client.call().get(), request, &answer),
            "deactivating " + options.id);
    std::printf("deactivated %s; a till that is not connected learns it when it connects\n", options.id.c_str());
}

}  // namespace

void add_staff_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto staff = app.add_command("staff", "the people who sign in at tills: put, deactivate");
    staff.needs_a_command();
    const auto add = [&](const char* name, const char* words, void (*action)(const Options&)) {
        auto command = staff.add_command(name, words);
        command.add_option("--config", options->config_file).required();
        command.add_option("--token-file", options->token_file).required();
        command.add_option("--id", options->id, "the person's, such as a payroll number").required();
        command.when_given([options, action] { action(*options); });
        return command;
    };
    auto putting = add("put", "a new person, or what changed; without --pin-file the PIN stays", put);
    putting.add_option("--name", options->name).required();
    putting.add_option("--role", options->role).one_of({"cashier", "supervisor"});
    putting.add_option("--office", options->office, "whose tills; without it: every one of the administration");
    putting.add_option("--pin-file", options->pin_file, "6 to 12 digits").existing_file();
    add("deactivate", "who left: may sign in nowhere", deactivate);
}

}  // namespace aquacis::aquacisctl
