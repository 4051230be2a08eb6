#include "cloud/payments/store/account_store.hpp"

#include <stdexcept>
#include <unordered_map>

#include "cloud/payments/store/check_store.hpp"
#include "cloud/payments/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::payments {
namespace {

using platform::put_off;
using platform::run_sql;
using platform::SqlArray;

template <class Id>
std::string ids(std::span<const Id> all) {
    SqlArray array;
    for (const Id& id : all)
        array.add(id.to_string());
    return array.text();
}

std::vector<ContractId> first_column(const pqxx::result& rows) {
    std::vector<ContractId> contracts;
    contracts.reserve(rows.size());
    for (const auto& row : rows)
        contracts.push_back(ContractId::parse(row[0].c_str()).value());
    return contracts;
}

Debt to_debt(const pqxx::row& row) {
    return {.invoice = InvoiceId::parse(row["invoice_id"].c_str()).value(),
            .number = row["number"].c_str(),
            .contract = ContractId::parse(row["contract_id"].c_str()).value(),
            .period = Period::parse(row["period"].c_str()).value(),
            .due_date = parse_date(row["due_date"].c_str()).value(),
            .total = Money::centavos(row["total_centavos"].as<std::int64_t>()),
            .remaining = Money::centavos(row["remaining_centavos"].as<std::int64_t>()),
            .consumed = Volume::litres(row["consumed_litres"].as<std::int64_t>())};
}

std::vector<OpenDebt> to_open_debts(const pqxx::result& rows) {
    std::vector<OpenDebt> debts;
    for (const auto& row : rows)
        debts.push_back(to_open_debt(to_debt(row)));
    return debts;
}

}  // namespace

std::vector<ContractId> list_accounts(platform::Transaction& tx, const std::string& after, int most) {
    return first_column(run_sql(tx, sql::list_account_ids, after, most));
}

void insert_accounts(platform::Transaction& tx, std::span<const AccountName> accounts) {
    SqlArray contract, number;
    for (const AccountName& account : accounts) {
        contract.add(account.contract.to_string());
        number.add(account.number);
    }
    run_sql(tx, sql::insert_accounts, tx.administration().number(), contract.text(), number.text());
    expect_ledger_check(tx);
}

std::optional<ContractId> find_account(platform::Transaction& tx, const std::string& contract_number) {
    const auto rows = run_sql(tx, sql::find_account_by_number, contract_number);
    return rows.empty() ? std::nullopt : ContractId::parse(rows[0][0].c_str());
}

std::vector<ContractId> lock_accounts(platform::Transaction& tx, std::span<const ContractId> contracts) {
    return first_column(run_sql(tx, sql::lock_accounts, ids(contracts)));
}

EnteredPayment enter_payment(platform::Transaction& tx, const NewPayment& payment, Instant now) {
    const std::string id = payment.id.to_string(), recorded_at = to_iso(now);
    put_off(tx, sql::insert_payment_by_number, tx.administration().number(), id, payment.channel,
            payment.external_reference, payment.fingerprint, payment.contract_number, payment.amount.centavos(),
            to_iso(payment.taken_at), recorded_at);
    put_off(tx, sql::touch_account_of, recorded_at, id);
    const auto rows = run_sql(tx, sql::find_entered_payment, payment.channel, payment.external_reference);
    if (rows.empty()) throw std::runtime_error("payment: its key is taken and cannot be read");
    EnteredPayment entered{PaymentId::parse(rows[0]["payment_id"].c_str()).value(), rows[0]["fingerprint"].c_str(), {}};
    if (rows[0]["contract_id"].is_null()) return entered;
    entered.account = Account{ContractId::parse(rows[0]["contract_id"].c_str()).value(),
                              rows[0]["contract_number"].c_str(),
                              {},
                              Money::centavos(rows[0]["credit_centavos"].as<std::int64_t>()),
                              rows[0]["version"].as<std::uint64_t>()};
    for (const auto& row : rows)
        if (!row["invoice_id"].is_null()) entered.account->debts.push_back(to_debt(row));
    return entered;
}

void touch_accounts(platform::Transaction& tx, std::span<const ContractId> contracts, Instant now) {
    run_sql(tx, sql::touch_accounts, ids(contracts), to_iso(now));
}

std::vector<Account> find_accounts(platform::Transaction& tx, std::span<const ContractId> contracts) {
    std::vector<Account> accounts;
    std::unordered_map<ContractId, std::size_t> places;
    for (const auto& row : run_sql(tx, sql::find_accounts, ids(contracts))) {
        const auto contract = ContractId::parse(row[0].c_str()).value();
        places[contract] = accounts.size();
        accounts.push_back(
            {contract, row[1].c_str(), {}, Money::centavos(row[3].as<std::int64_t>()), row[2].as<std::uint64_t>()});
    }
    for (const auto& row : run_sql(tx, sql::find_open_debts, ids(contracts))) {
        Debt debt = to_debt(row);
        const auto place = places.find(debt.contract);
        if (place != places.end()) accounts[place->second].debts.push_back(std::move(debt));
    }
    return accounts;
}

std::vector<ContractId> insert_debts(platform::Transaction& tx, std::span<const Debt> debts) {
    SqlArray invoice, contract, number, period, due, total, consumed;
    for (const Debt& debt : debts) {
        invoice.add(debt.invoice.to_string());
        contract.add(debt.contract.to_string());
        number.add(debt.number);
        period.add(debt.period.to_string());
        due.add(to_iso(debt.due_date));
        total.add(debt.total.centavos());
        consumed.add(debt.consumed.litres());
    }
    return first_column(run_sql(tx, sql::insert_debts, tx.administration().number(), invoice.text(), contract.text(),
                                number.text(), period.text(), due.text(), total.text(), consumed.text()));
}

std::vector<OpenDebt> find_open_debts(platform::Transaction& tx, std::span<const ContractId> contracts) {
    return to_open_debts(run_sql(tx, sql::find_open_debts, ids(contracts)));
}

std::vector<OpenDebt> find_settled_debts(platform::Transaction& tx, std::span<const InvoiceId> invoices) {
    const auto rows = run_sql(tx, sql::find_settled_debts, ids(invoices));
    auto debts = to_open_debts(rows);
    for (std::size_t i = 0; i < debts.size(); ++i)
        debts[i].is_withdrawn = rows[static_cast<pqxx::result::size_type>(i)]["is_withdrawn"].as<bool>();
    return debts;
}

std::vector<ContractId> find_contracts_of(platform::Transaction& tx, std::span<const InvoiceId> invoices) {
    return first_column(run_sql(tx, sql::find_contracts_of_invoices, ids(invoices)));
}

std::vector<InvoiceId> withdraw_debts(platform::Transaction& tx, std::span<const Withdrawal> withdrawals, Instant now) {
    SqlArray invoice, contract, reason;
    for (const Withdrawal& one : withdrawals) {
        invoice.add(one.invoice.to_string());
        contract.add(one.contract.to_string());
        reason.add(one.reason);
    }
    std::vector<InvoiceId> withdrawn;
    for (const auto& row : run_sql(tx, sql::withdraw_debts, tx.administration().number(), invoice.text(),
                                   contract.text(), reason.text(), to_iso(now)))
        withdrawn.push_back(InvoiceId::parse(row[0].c_str()).value());
    return withdrawn;
}

std::vector<PaidPart> find_paid_parts(platform::Transaction& tx, std::span<const InvoiceId> invoices) {
    std::vector<PaidPart> parts;
    for (const auto& row : run_sql(tx, sql::find_paid_parts, ids(invoices)))
        parts.push_back({PaymentId::parse(row[0].c_str()).value(), ContractId::parse(row[1].c_str()).value(),
                         InvoiceId::parse(row[2].c_str()).value(), Money::centavos(row[3].as<std::int64_t>())});
    return parts;
}

std::vector<DebtPayment> list_debt_payments(platform::Transaction& tx, InvoiceId invoice, int limit) {
    std::vector<DebtPayment> payments;
    for (const auto& row : run_sql(tx, sql::list_debt_payments, invoice.to_string(), limit))
        payments.push_back({PaymentId::parse(row["payment_id"].c_str()).value(), row["reference"].c_str(),
                            Money::centavos(row["centavos"].as<std::int64_t>())});
    return payments;
}

std::vector<Credit> find_credits(platform::Transaction& tx, std::span<const ContractId> contracts) {
    std::vector<Credit> credits;
    for (const auto& row : run_sql(tx, sql::find_credits, ids(contracts)))
        credits.push_back({PaymentId::parse(row[0].c_str()).value(), ContractId::parse(row[1].c_str()).value(),
                           Money::centavos(row[2].as<std::int64_t>())});
    return credits;
}

}  // namespace aquacis::payments
