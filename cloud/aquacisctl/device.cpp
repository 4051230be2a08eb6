#include <cstdio>
#include <memory>

#include "aquacis/synchub/v1/devices.grpc.pb.h"
#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {
namespace {

namespace v1 = synchub::v1;

struct Options {
    std::string config_file, token_file, device, name, office, certificate_file;
    int hours = 72, minutes = 60;
};

std::unique_ptr<v1::DeviceRegistry::Stub> registry_of(const Client& client) {
    return v1::DeviceRegistry::NewStub(client.channel());
}

const char* or_dash(const std::string& text) { return text.empty() ? "-" : text.c_str(); }

void print(const v1::Device& device) {
    std::printf("%s\t%s\t%s\t%s\tenrolled %s\tcertificate until %s\tlast hello %s\tprogram %s\tepoch %u%s%s\n",
                device.device_id().c_str(), device.name().c_str(), or_dash(device.office()), device.state().c_str(),
                or_dash(device.enrolled_at()), or_dash(device.certificate_until()), or_dash(device.last_hello_at()),
                or_dash(device.program_version()), device.epoch(), device.epoch_reason().empty() ? "" : ": ",
                device.epoch_reason().c_str());
}

void invite(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    v1::InviteDeviceRequest request;
    request.set_device_id(options.device);
    request.set_name(options.name);
    request.set_office(options.office);
    request.set_valid_hours(options.hours);
    v1::InviteDeviceResponse answer;
    require(registry_of(client)->InviteDevice(client.call().get(), request, &answer), "inviting " + options.name);
    std::fprintf(stderr,
                 "One-time code of %s (%s), good until %s. Type it at the machine: aquacis-till enroll --server URL "
                 "--identity FILE\n",
                 options.name.c_str(), answer.device_id().c_str(), answer.expires_at().c_str());
    std::printf("%s\n", answer.code().c_str());
}

void enlist(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    v1::RegisterDeviceRequest request;
    request.set_device_id(options.device);
    request.set_name(options.name);
    request.set_office(options.office);
    request.set_certificate_pem(read_file(options.certificate_file));
    v1::Device answer;
    require(registry_of(client)->RegisterDevice(client.call().get(), request, &answer), "registering " + options.name);
    print(answer);
}

void list(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    v1::ListDevicesRequest request;
    do {
        v1::ListDevicesResponse page;
        require(registry_of(client)->ListDevices(client.call().get(), request, &page), "listing the devices");
        for (const auto& device : page.devices())
            print(device);
        request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
}

void revoke(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    v1::RevokeDeviceRequest request;
    request.set_device_id(options.device);
    v1::RevokeDeviceResponse answer;
    require(registry_of(client)->RevokeDevice(client.call().get(), request, &answer), "revoking " + options.device);
    std::printf("revoked %s: it is not let in any more, and its open stream was closed\n", options.device.c_str());
}

void adopt(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    v1::AdoptDevicesRequest request;
    request.set_minutes(options.minutes);
    v1::AdoptDevicesResponse answer;
    require(registry_of(client)->AdoptDevices(client.call().get(), request, &answer), "adopting devices");
    std::printf("until %s a device with a good certificate is registered at its hello; revoke again what was revoked\n",
                answer.until().c_str());
}

void show(const Options& options) {
    const Client client(Config::from_file(options.config_file), options.token_file);
    v1::GetDeviceRequest request;
    request.set_device_id(options.device);
    v1::Device answer;
    require(registry_of(client)->GetDevice(client.call().get(), request, &answer), "looking at " + options.device);
    print(answer);
}

}  // namespace

void add_device_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto device = app.add_command("device", "tills and tablets: invite by a one-time code, list, revoke, show");
    device.needs_a_command();
    const auto add = [&](const char* name, const char* words, void (*action)(const Options&)) {
        auto command = device.add_command(name, words);
        command.add_option("--config", options->config_file).required();
        command.add_option("--token-file", options->token_file).required();
        command.when_given([options, action] { action(*options); });
        return command;
    };
    const auto name_it = [&](Command command) {
        command.add_option("--name", options->name, "such as \"Caja 03\"").required();
        command.add_option("--office", options->office, "whose cashiers it knows, such as \"Centro\"");
    };
    auto invitation = add("invite", "a one-time code, printed once", invite);
    name_it(invitation);
    invitation.add_option("--device", options->device,
                          "of a device that is known: another machine takes its place, its old certificates end");
    invitation.add_option("--hours", options->hours, "how long the code is good: 1 to 720");
    auto registration = add("register", "a device whose certificate was signed elsewhere", enlist);
    name_it(registration);
    registration.add_option("--device", options->device).required();
    registration.add_option("--certificate", options->certificate_file, "PEM").required().existing_file();
    add("list", "the administration's devices", list);
    add("revoke", "it is not let in any more", revoke).add_option("--device", options->device).required();
    add("adopt", "after the database was lost: register who shows a good certificate, for a while", adopt)
        .add_option("--minutes", options->minutes)
        .show_default();
    add("show", "one device", show).add_option("--device", options->device).required();
}

}  // namespace aquacis::aquacisctl
