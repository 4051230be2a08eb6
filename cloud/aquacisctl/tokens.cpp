#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/gateway/demo_issuer.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string config_file, key_file, out;
    gateway::TokenOrder order{"demo", "", 0};
};

gateway::DemoIssuer::Settings settings_of(const Options& options) {
    const Config config = options.config_file.empty() ? Config() : Config::from_file(options.config_file);
    return {options.key_file, config.text("auth.issuer", ""), config.text("auth.audience", ""), "", ""};
}

void make_keys(Options options) {
    std::filesystem::create_directories(options.out);
    options.key_file = options.out + "/key.pem";
    write_file(options.key_file, gateway::DemoIssuer::make_key());
    std::filesystem::permissions(options.key_file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const SystemClock clock;
    write_file(options.out + "/jwks.json", gateway::DemoIssuer(settings_of(options), clock).jwks());
}

void print_token(const Options& options) {
    const SystemClock clock;
    std::printf("%s\n", gateway::DemoIssuer(settings_of(options), clock).token(options.order).c_str());
}

}  // namespace

void add_demo_keys_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto command = app.add_command("demo-keys", "make the demo issuer's key and its JWKS");
    command.add_option("--out", options->out, "the folder").required();
    command.when_given([options] { make_keys(*options); });
}

void add_token_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto command = app.add_command("token", "print an access token of the demo's issuer");
    command.add_option("--config", options->config_file).required();
    command.add_option("--key", options->key_file, "the demo issuer's key").required();
    command.add_option("--scopes", options->order.scopes, "with blanks between them").required();
    command.add_option("--administration", options->order.administration).required();
    command.add_option("--subject", options->order.subject);
    command.add_option("--seconds", options->order.seconds, "how long it is valid");
    command.when_given([options] { print_token(*options); });
}

}  // namespace aquacis::aquacisctl
