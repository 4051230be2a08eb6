// aquacisctl: what an operator does from a shell.

#include <cstdio>

#include "base/command_line/command_line.hpp"
#include "base/config/config.hpp"
#include "base/log/log.hpp"
#include "base/version.hpp"
#include "cloud/aquacisctl/commands.hpp"

int main(int argc, char** argv) {
    using namespace aquacis::aquacisctl;
    aquacis::CommandLine app{"AquaCIS: the operator's tool", "aquacisctl"};
    app.set_version(std::string("aquacisctl ") + aquacis::version);
    app.needs_a_command();
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
    // So that neither has to be typed each time.
    app.take_from_environment("config", "AQUACIS_CONFIG", "the cloud's settings, TOML");
    app.take_from_environment("token-file", "AQUACIS_TOKEN_FILE", "an access token");
    aquacis::log::start("aquacisctl", aquacis::log::Level::warning);
    try {
        return app.parse(argc, argv).value_or(0);
    } catch (const aquacis::ConfigError& fault) {
        std::fprintf(stderr, "aquacisctl: %s\n", fault.what());
        return 2;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "aquacisctl: %s\n", fault.what());
        return 1;
    }
}
