#include <cstdio>
#include <memory>

#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/payments/service/check_ledger.hpp"
#include "cloud/payments/store/check_store.hpp"
#include "cloud/platform/host/host.hpp"

namespace aquacis::aquacisctl {
namespace {

constexpr std::chrono::minutes patience{30};  // a statement over years of payments

// Everything, not what is new alone. Ends with status 1 when money is made, lost or counted twice.
void check(const std::string& config_file) {
    platform::DatabaseConfig config;
    config.connection = platform::app_connection(Config::from_file(config_file), "payments");
    config.pool_size = 1;
    config.statement = patience;
    platform::Pool pool(config);
    const SystemClock clock;
    std::size_t imbalances = 0;
    const auto ledgers = pool.run_for_all({"ledger_check"}, payments::list_ledger_checks);
    for (const payments::CheckedLedger& ledger : ledgers) {
        const int number = ledger.administration.number();
        const auto report =
            payments::check_ledger(pool, ledger.administration, payments::LedgerSpan::whole, clock.now());
        for (const std::string& line : report.imbalances)
            std::printf("administration %d\t%s\n", number, line.c_str());
        for (const std::string& line : report.folios_not_granted)
            std::printf("administration %d\t%s\n", number, line.c_str());
        std::printf("administration %d\tout of balance %zu\tfolios not granted %zu\n", number, report.imbalances.size(),
                    report.folios_not_granted.size());
        imbalances += report.imbalances.size();
    }
    if (imbalances > 0) throw std::runtime_error("the ledger is out of balance");
}

}  // namespace

void add_payments_command(Command& app) {
    auto config_file = std::make_shared<std::string>();
    auto payments = app.add_command("payments", "the ledger of what was received");
    payments.needs_a_command();
    auto command = payments.add_command("check", "check the whole ledger against itself; status 1 when it is wrong");
    command.add_option("--config", *config_file).required();
    command.when_given([config_file] { check(*config_file); });
}

}  // namespace aquacis::aquacisctl
