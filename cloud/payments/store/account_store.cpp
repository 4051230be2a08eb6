#include "cloud/payments/store/account_store.hpp"

#include <map>

#include "cloud/payments/store/sql.hpp"
#include "cloud/platform/sql.hpp"

namespace aquacis::payments {
namespace {

using platform::run_sql;
using platform::SqlArray;

std::string id_array(std::span<const ContractId> contracts) {
    SqlArray ids;
    for (const ContractId& contract : contracts) ids.add(contract.to_string());
    return ids.text();
}

Debt to_debt(const pqxx::row& row) {
    return {.invoice = InvoiceId::parse(row["invoice_id"].c_str()).value(),
            .contract = ContractId::parse(row["contract_id"].c_str()).value(),
            .number = row["number"].c_str(),
            .contract_number = row["contract_number"].c_str(),
            .period = row["period"].c_str(),
            .due = parse_date(row["due_date"].c_str()).value(),
            .total = Money::centavos(row["total_centavos"].as<std::int64_t>()),
            .remaining = Money::centavos(row["remaining_centavos"].as<std::int64_t>()),
            .consumed = Volume::litres(row["consumed_litres"].as<std::int64_t>())};
}

}  // namespace

void upsert_accounts(platform::Transaction& tx, std::span<const AccountName> names) {
    SqlArray contract, number;
    for (const AccountName& name : names) {
        contract.add(name.contract.to_string());
        number.add(name.number);
    }
    run_sql(tx, sql::upsert_accounts, tx.administration().number(), contract.text(), number.text());
}

void insert_debts(platform::Transaction& tx, std::span<const Debt> debts) {
    SqlArray invoice, contract, number, period, due, total, consumed;
    for (const Debt& debt : debts) {
        invoice.add(debt.invoice.to_string());
        contract.add(debt.contract.to_string());
        number.add(debt.number);
        period.add(debt.period);
        due.add(to_iso(debt.due));
        total.add(debt.total.centavos());
        consumed.add(debt.consumed.litres());
    }
    run_sql(tx, sql::insert_debts, tx.administration().number(), invoice.text(), contract.text(), number.text(), period.text(), due.text(),
            total.text(), consumed.text());
}

void lock_accounts(platform::Transaction& tx, std::span<const ContractId> contracts) { run_sql(tx, sql::lock_accounts, id_array(contracts)); }

std::vector<Account> find_accounts(platform::Transaction& tx, std::span<const ContractId> contracts) {
    const std::string ids = id_array(contracts);
    std::vector<Account> accounts;
    std::map<ContractId, std::size_t> place;
    for (const auto& row : run_sql(tx, sql::find_accounts, ids)) {
        Account account;
        account.contract = ContractId::parse(row["contract_id"].c_str()).value();
        account.number = row["number"].c_str();
        account.version = row["version"].as<std::int64_t>();
        account.credit = Money::centavos(row["credit_centavos"].as<std::int64_t>());
        place[account.contract] = accounts.size();
        accounts.push_back(std::move(account));
    }
    for (const auto& row : run_sql(tx, sql::find_open_debts, ids)) {
        Debt debt = to_debt(row);
        accounts.at(place.at(debt.contract)).debts.push_back(std::move(debt));
    }
    return accounts;
}

std::optional<ContractId> find_contract(platform::Transaction& tx, const std::string& number) {
    const auto rows = run_sql(tx, sql::find_account_by_number, number);
    return rows.empty() ? std::nullopt : ContractId::parse(rows[0][0].c_str());
}

void raise_versions(platform::Transaction& tx, std::span<const ContractId> contracts) { run_sql(tx, sql::raise_versions, id_array(contracts)); }

LedgerCheck check_ledger(platform::Transaction& tx) {
    const auto sums = run_sql(tx, sql::check_conservation)[0];
    const auto money = [&](const char* column) { return Money::centavos(sums[column].as<std::int64_t>()); };
    return {money("received"), money("applied"), money("credited"), money("suspense"), money("credit_used"),
            run_sql(tx, sql::count_unbalanced_payments)[0][0].as<std::int64_t>(), run_sql(tx, sql::count_overpaid_debts)[0][0].as<std::int64_t>()};
}

}  // namespace aquacis::payments
