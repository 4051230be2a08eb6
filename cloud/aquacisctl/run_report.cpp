#include "cloud/aquacisctl/run_report.hpp"

namespace aquacis::aquacisctl {
namespace {

// What became of every contract: billed + parked + exempt + missing is the zone's register.
nlohmann::ordered_json to_json(const billing::v1::RunTable& table) {
    nlohmann::ordered_json reasons = nlohmann::json::array();
    for (const auto& reason : table.reasons())
        reasons.push_back({{"outcome", reason.outcome()},
                           {"code", reason.code()},
                           {"reason", reason.reason()},
                           {"accounts", reason.accounts()}});
    return {{"contracts", table.contracts()},
            {"billed", table.billed()},
            {"parked", table.parked()},
            {"exempt", table.exempt()},
            {"missing", table.missing()},
            {"outside", table.outside()},
            {"reasons", reasons}};
}

}  // namespace

nlohmann::ordered_json to_json(const billing::v1::Run& run) {
    nlohmann::ordered_json accounts = nlohmann::json::array();
    for (const auto& account : run.parked_accounts())
        accounts.push_back(
            {{"contract_id", account.contract_id()}, {"outcome", account.outcome()}, {"reason", account.reason()}});
    nlohmann::ordered_json told{{"run_id", run.run_id()},     {"state", run.state()},
                                {"reason", run.reason()},     {"invoices", run.invoices()},
                                {"parked", run.parked()},     {"billed_centavos", run.billed_centavos()},
                                {"parked_accounts", accounts}};
    if (run.has_table()) told["table"] = to_json(run.table());
    return told;
}

}  // namespace aquacis::aquacisctl
