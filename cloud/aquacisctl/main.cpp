// aquacisctl: what an operator does from a shell.

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/config/config.hpp"
#include "base/log/log.hpp"
#include "cloud/aquacisctl/commands.hpp"

int main(int argc, char** argv) {
    using namespace aquacis::aquacisctl;
    CLI::App app{"AquaCIS: the operator's tool", "aquacisctl"};
    app.require_subcommand(1);
    add_db_command(app);
    add_dlq_command(app);
    add_log_command(app);
    add_seed_command(app);
    add_bill_command(app);
    add_invoice_command(app);
    add_gateway_command(app);
    add_demo_keys_command(app);
    add_token_command(app);
    aquacis::log::start("aquacisctl", aquacis::log::Level::warning);
    try {
        app.parse(argc, argv);
        return 0;
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
