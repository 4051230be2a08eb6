// aquacisctl: what an operator does from a shell.

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/config/config.hpp"
#include "base/log/log.hpp"
#include "base/version.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace {

// Where every command finds its settings and its token, so that neither has to be typed each time.
void add_environment(CLI::App& command) {
    for (CLI::Option* option : command.get_options()) {
        if (option->check_lname("config")) option->envname("AQUACIS_CONFIG")->description("the cloud's settings, TOML");
        if (option->check_lname("token-file")) option->envname("AQUACIS_TOKEN_FILE")->description("an access token");
    }
    for (CLI::App* below : command.get_subcommands({}))
        add_environment(*below);
}

std::string names_below(const CLI::App& app) {
    std::string names;
    for (const CLI::App* command : app.get_subcommands({}))
        names += " " + command->get_name();
    return names;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace aquacis::aquacisctl;
    CLI::App app{"AquaCIS: the operator's tool", "aquacisctl"};
    app.set_version_flag("--version", std::string("aquacisctl ") + aquacis::version);
    app.require_subcommand(1);
    add_db_command(app);
    add_dlq_command(app);
    add_log_command(app);
    add_feed_command(app);
    add_asyncapi_command(app);
    add_seed_command(app);
    add_bill_command(app);
    add_customer_command(app);
    add_run_command(app);
    add_campaign_command(app);
    add_reading_command(app);
    add_invoice_command(app);
    add_fiscal_command(app);
    add_gateway_command(app);
    add_device_command(app);
    add_ca_command(app);
    add_staff_command(app);
    add_sync_command(app);
    add_payments_command(app);
    add_suspense_command(app);
    add_demo_keys_command(app);
    add_token_command(app);
    add_environment(app);
    aquacis::log::start("aquacisctl", aquacis::log::Level::warning);
    try {
        app.parse(argc, argv);
        return 0;
    } catch (const CLI::RequiredError& fault) {
        if (argc > 1 && argv[1][0] != '-' && app.get_subcommands().empty()) {
            std::fprintf(stderr, "aquacisctl: there is no command '%s'; there are:%s\n", argv[1],
                         names_below(app).c_str());
            return 2;
        }
        return app.exit(fault);
    } catch (const CLI::ParseError& fault) {
        return app.exit(fault);
    } catch (const aquacis::ConfigError& fault) {
        std::fprintf(stderr, "aquacisctl: %s\n", fault.what());
        return 2;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "aquacisctl: %s\n", fault.what());
        return 1;
    }
}
