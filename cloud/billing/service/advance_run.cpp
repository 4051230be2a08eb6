#include "cloud/billing/service/advance_run.hpp"

#include <map>
#include <span>
#include <unordered_map>

#include "base/log/log.hpp"
#include "cloud/billing/service/tariff_json.hpp"
#include "cloud/billing/store/bill_store.hpp"
#include "cloud/billing/store/contract_store.hpp"
#include "cloud/billing/store/run_store.hpp"
#include "cloud/billing/store/tariff_store.hpp"
#include "cloud/billing/wire/published_invoice_generated.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::billing {
namespace {

constexpr int most_contenders = 16;  // processes that may take turns before this one gets one
// After the campaign's pages the run walks the register: "register/<the last contract walked>".
constexpr std::string_view register_phase = "register/";

using Contracts = std::unordered_map<ContractId, BilledContract>;
using Tariffs = std::map<std::string, TariffVersion>;

// A contract of the page, with what its meters measured.
struct PageAccount {
    ContractId contract;
    std::vector<MeterConsumption> readings;
};
struct Page {
    std::vector<PageAccount> accounts;
    Contracts contracts;
    std::string next_page_token;  // empty: the run's last
};
struct Outcome {
    std::vector<NewBill> bills;
    std::vector<RunAccount> aside;
};

std::vector<ContractId> ids_of(std::span<const PageAccount> accounts) {
    std::vector<ContractId> ids;
    for (const PageAccount& account : accounts)
        ids.push_back(account.contract);
    return ids;
}

// The contracts that the campaign measured.
Page campaign_page(platform::Transaction& tx, ConsumptionPage&& consumptions) {
    Page page;
    page.next_page_token = std::move(consumptions.next_page_token);
    if (page.next_page_token.empty()) page.next_page_token = std::string(register_phase) + ContractId().to_string();
    for (MeterConsumption& reading : consumptions.consumptions) {
        if (page.accounts.empty() || page.accounts.back().contract != reading.contract)
            page.accounts.push_back({reading.contract, {}});
        page.accounts.back().readings.push_back(std::move(reading));
    }
    page.contracts = find_contracts(tx, ids_of(page.accounts));
    return page;
}

// The contracts of the zone that it did not.
Page register_page(platform::Transaction& tx, const Run& run) {
    const auto after = ContractId::parse(std::string_view(run.page_token).substr(register_phase.size())).value();
    Page page;
    for (BilledContract& contract : list_unsettled_contracts(tx, run, after, contracts_per_transaction)) {
        const ContractId id = contract.id;
        page.accounts.push_back({id, {}});
        page.contracts.emplace(id, std::move(contract));
    }
    if (page.accounts.size() == static_cast<std::size_t>(contracts_per_transaction))
        page.next_page_token = std::string(register_phase) + page.accounts.back().contract.to_string();
    return page;
}

Tariffs tariffs_of(platform::Transaction& tx, const Contracts& contracts, Period period) {
    std::map<std::string, bool> codes;
    for (const auto& [id, contract] : contracts)
        codes[contract.tariff_code] = true;
    std::vector<std::string> wanted;
    for (const auto& [code, ignored] : codes)
        wanted.push_back(code);
    Tariffs tariffs;
    for (StoredTariff& stored : find_tariffs_in_force(tx, wanted, period.last_day())) {
        auto tariff = read_tariff(stored.definition, stored.sha256);
        if (!tariff) {  // its accounts are parked; the others' are billed
            log::error("billing.tariff_unreadable", {{"sha256", stored.sha256}});
            continue;
        }
        std::string code = tariff->code;
        tariffs.emplace(std::move(code), TariffVersion{*std::move(tariff), stored.sha256});
    }
    return tariffs;
}

// The entry point of one account: whatever is wrong with it stays with it.
Result<std::vector<BillEvent>> bill_account(const BillTerms& terms, ContractId contract, const Account& account) {
    try {
        return make_bill(terms, account);
    } catch (const std::exception& fault) {
        log::error("billing.account_failed",
                   {{"contract_id", contract.to_string()}, {"reason", platform::classify(fault).description}});
        return Refusal{RefusalKind::invalid, "billing.fault", "contract_id", "El cálculo del recibo falló.",
                       "Revise las lecturas y la tarifa; el detalle está en la bitácora."};
    }
}

// The contract has its bill already. From another meter than these, which no bill then charges, it wants a person.
std::optional<RunAccount> check_billed(const Claim& claim, const PageAccount& account) {
    const bool is_same =
        claim.meter.is_nil() || account.readings.empty() ||
        std::ranges::any_of(account.readings, [&](const auto& one) { return one.meter == claim.meter; });
    if (is_same) return std::nullopt;
    return account_of(account.contract, {RefusalKind::conflict, "billing.two_meters", "contract_id",
                                         "El contrato ya se facturó con la lectura de otro medidor.",
                                         "Ponga sus medidores en una sola zona, o separe los contratos."});
}

// Each account of the page is billed, set aside with its reason, or left: a claim that stands says that it has its bill
// of this period, one that was released that the next revision is due.
Outcome rate_page(const Page& page, const BillTerms& terms, const Tariffs& tariffs,
                  const std::unordered_map<ContractId, Claim>& claims) {
    Outcome outcome;
    for (const PageAccount& one : page.accounts) {
        const auto claim = claims.find(one.contract);
        if (claim != claims.end() && !claim->second.released) {
            if (auto aside = check_billed(claim->second, one)) outcome.aside.push_back(*std::move(aside));
            continue;
        }
        Account account{.readings = one.readings};
        if (const auto known = page.contracts.find(one.contract); known != page.contracts.end())
            account.contract = &known->second;
        const auto tariff = account.contract == nullptr ? tariffs.end() : tariffs.find(account.contract->tariff_code);
        if (tariff != tariffs.end()) account.tariff = &tariff->second;
        if (claim != claims.end()) account.revision = claim->second.revision + 1;
        auto events = bill_account(terms, one.contract, account);
        if (events)
            outcome.bills.push_back(
                {invoice_id_of({one.contract, terms.period, supply_concept, account.revision}), *std::move(events)});
        else
            outcome.aside.push_back(account_of(one.contract, events.refusal()));
    }
    return outcome;
}

// Claims first: only what is claimed here is written here. What another run claimed in the meantime is billed.
void keep_claimed(platform::Transaction& tx, const Run& run, const Page& page, Outcome& outcome) {
    if (outcome.bills.empty()) return;
    const auto claimed = claim_contracts(tx, run, outcome.bills);
    if (claimed.size() == outcome.bills.size()) return;
    std::erase_if(outcome.bills, [&](const NewBill& bill) { return !claimed.contains(bill.issued().contract); });
    const auto claims = find_claims(tx, run.period, ids_of(page.accounts));
    for (const PageAccount& one : page.accounts)
        if (const auto claim = claims.find(one.contract); claim != claims.end() && !claimed.contains(one.contract))
            if (auto aside = check_billed(claim->second, one)) outcome.aside.push_back(*std::move(aside));
}

void publish_bills(platform::Transaction& tx, const Context& context, const Run& run, std::span<const NewBill> bills,
                   Instant now) {
    std::vector<v1::InvoiceGenerated> generated;
    generated.reserve(bills.size());
    for (const NewBill& bill : bills)
        generated.push_back(invoice_generated(replay(bill.id, bill.events), run.id));
    platform::publish(tx, {context.random, now, run.correlation_id}, generated);
}

RunStep bill_page(platform::Transaction& tx, const Context& context, const Run& run, const Page& page) {
    const Instant now = context.clock.now();
    const BillTerms terms{run.number_prefix, run.period, run.issue_date, run.due_date, now};
    const auto claims = find_claims(tx, run.period, ids_of(page.accounts));
    Outcome outcome = rate_page(page, terms, tariffs_of(tx, page.contracts, run.period), claims);
    keep_claimed(tx, run, page, outcome);

    RunStep step{.next_page_token = page.next_page_token, .invoices = static_cast<int>(outcome.bills.size())};
    std::vector<ContractId> billed;
    for (const NewBill& bill : outcome.bills) {
        billed.push_back(bill.issued().contract);
        step.billed += bill.issued().total;
    }
    insert_bills(tx, run, outcome.bills);
    publish_bills(tx, context, run, outcome.bills, now);
    settle_accounts(tx, run.period, billed);
    set_accounts_aside(tx, run.id, outcome.aside);
    return step;
}

// One page. What metering refuses ends the run, until a person lets it go on; what it does not answer throws.
void advance(const Context& context, const Run& run) {
    ConsumptionPage consumptions;
    const bool is_register = run.page_token.starts_with(register_phase);
    if (!is_register) {
        auto answer = context.campaigns.consumptions(
            {run.administration, run.campaign, run.page_token, contracts_per_transaction});
        if (!answer) {
            const Refusal& refusal = answer.refusal();
            log::error("billing.run_failed", {{"run_id", run.id.to_string()}, {"code", refusal.code}});
            context.database.run(run.administration, [&](platform::Transaction& tx) {
                fail_run(tx, run, refusal.message + " " + refusal.remedy);
            });
            return;
        }
        consumptions = *std::move(answer);
    }
    context.database.run(run.administration, [&](platform::Transaction& tx) {
        if (!lock_run_page(tx, run)) return;
        const Page page = is_register ? register_page(tx, run) : campaign_page(tx, ConsumptionPage(consumptions));
        move_run(tx, run.id, bill_page(tx, context, run, page));
    });
}

std::optional<Run> next_run(const Context& context) {
    for (int contender = 0; contender < most_contenders; ++contender) {
        const auto due = context.database.run_for_all(
            {"runs"}, [&](platform::Transaction& tx) { return find_next_turn(tx, context.clock.now()); });
        if (!due) return std::nullopt;
        if (context.database.run(due->run.administration,
                                 [&](platform::Transaction& tx) { return take_turn(tx, *due); }))
            return due->run;
    }
    return std::nullopt;
}

}  // namespace

bool advance_run(const Context& context) {
    const auto run = next_run(context);
    if (!run) return false;
    try {
        advance(context, *run);
    } catch (const std::exception& fault) {  // the entry point of one run: its fault makes it wait, and no other
        const auto wait = wait_after(run->tries + 1);
        log::warning("billing.run_waits", {{"run_id", run->id.to_string()},
                                           {"seconds", wait.count()},
                                           {"reason", platform::classify(fault).description}});
        context.database.run(run->administration, [&](platform::Transaction& tx) {
            put_run_back(tx, *run, context.clock.now() + wait,
                         "Un servicio no contestó o falló; se reintenta solo. El detalle está en la bitácora.");
        });
    }
    return true;
}

}  // namespace aquacis::billing
