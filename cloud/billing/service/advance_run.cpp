#include "cloud/billing/service/advance_run.hpp"

#include <map>
#include <unordered_map>

#include "base/log/log.hpp"
#include "cloud/billing/service/tariff_json.hpp"
#include "cloud/billing/store/bill_store.hpp"
#include "cloud/billing/store/contract_store.hpp"
#include "cloud/billing/store/run_store.hpp"
#include "cloud/billing/store/tariff_store.hpp"
#include "cloud/billing/wire/published_run_events.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::billing {
namespace {

using Contracts = std::unordered_map<ContractId, BilledContract>;
using Tariffs = std::map<std::string, TariffVersion>;

struct Outcome {
    std::vector<NewBill> bills;
    std::vector<ParkedAccount> parked;
};

Contracts contracts_of(platform::Transaction& tx, const ConsumptionPage& page) {
    std::vector<ContractId> ids;
    for (const auto& reading : page.consumptions)
        ids.push_back(reading.contract);
    return find_contracts(tx, ids);
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
        auto parsed = parse_tariff(stored.definition);
        if (!parsed || parsed->sha256 != stored.sha256)
            throw std::runtime_error("billing: a published tariff cannot be read as it was published");
        std::string code = parsed->tariff.code;
        tariffs.emplace(std::move(code), TariffVersion{std::move(parsed->tariff), stored.sha256});
    }
    return tariffs;
}

// The entry point of one account: whatever is wrong with it stays with it.
Result<std::vector<BillEvent>> bill_account(const BillTerms& terms, const MeterConsumption& reading,
                                            const BilledContract* contract, const TariffVersion* tariff) {
    try {
        return make_bill(terms, reading, contract, tariff);
    } catch (const std::exception& fault) {
        log::error("billing.account_failed", {{"contract_id", reading.contract.to_string()}, {"reason", fault.what()}});
        return Refusal{RefusalKind::invalid, "billing.fault", "contract_id", "El cálculo del recibo falló.",
                       "Revise las lecturas y la tarifa; el detalle está en la bitácora."};
    }
}

ParkedAccount parked(ContractId contract, const Refusal& refusal) {
    return {contract, refusal.code, refusal.message + " " + refusal.remedy};
}

Refusal two_meters() {
    return {RefusalKind::conflict, "billing.two_meters", "contract_id",
            "El contrato tiene más de un medidor en el periodo.", "Deje un medidor vigente o separe los contratos."};
}

Outcome rate_page(const ConsumptionPage& page, const BillTerms& terms, const Contracts& contracts,
                  const Tariffs& tariffs) {
    std::unordered_map<ContractId, int> meters;
    for (const auto& reading : page.consumptions)
        ++meters[reading.contract];
    Outcome outcome;
    for (const auto& reading : page.consumptions) {
        const auto contract = contracts.find(reading.contract);
        const BilledContract* known = contract == contracts.end() ? nullptr : &contract->second;
        const auto tariff = known == nullptr ? tariffs.end() : tariffs.find(known->tariff_code);
        int& count = meters[reading.contract];
        if (count > 1) {
            outcome.parked.push_back(parked(reading.contract, two_meters()));
            count = 0;
        }
        if (count == 0) continue;
        auto events = bill_account(terms, reading, known, tariff == tariffs.end() ? nullptr : &tariff->second);
        if (events)
            outcome.bills.push_back(
                {invoice_id_of(reading.contract, terms.period, supply_concept), *std::move(events)});
        else
            outcome.parked.push_back(parked(reading.contract, events.refusal()));
    }
    return outcome;
}

// Claims first: only what is claimed here is written here.
void keep_claimed(platform::Transaction& tx, const Run& run, Outcome& outcome) {
    const auto claimed = claim_contracts(tx, run, outcome.bills);
    if (claimed.size() < outcome.bills.size())
        for (const ContractId& contract : find_claims_by_another_meter(tx, run, outcome.bills))
            outcome.parked.push_back(parked(contract, two_meters()));
    std::erase_if(outcome.bills, [&](const NewBill& bill) { return !claimed.contains(bill.issued().contract); });
}

void publish_bills(platform::Transaction& tx, const Context& context, const Run& run, const Outcome& outcome,
                   Instant now) {
    std::vector<platform::Event> events;
    events.reserve(outcome.bills.size());
    for (const NewBill& bill : outcome.bills)
        events.push_back(invoice_generated(replay(bill.id, bill.events), run, make_uuid_v7(now, context.random)));
    platform::publish(tx, events);
}

void write(platform::Transaction& tx, const Context& context, const Run& run, Outcome outcome, Instant now) {
    if (!outcome.bills.empty()) {
        keep_claimed(tx, run, outcome);
        insert_bills(tx, run, outcome.bills);
        publish_bills(tx, context, run, outcome, now);
        std::vector<ContractId> billed;
        for (const NewBill& bill : outcome.bills)
            billed.push_back(bill.issued().contract);
        unpark_accounts(tx, run.id, billed);
    }
    park_accounts(tx, run.id, outcome.parked);
}

}  // namespace

bool advance_run(const Context& context) {
    const auto run = context.database.run_for_all({"runs"}, [](platform::Transaction& tx) { return find_running(tx); });
    if (!run) return false;
    const ConsumptionPage page =
        context.consumptions({run->administration, run->campaign, run->page_token, contracts_per_transaction});
    context.database.run(run->administration, [&](platform::Transaction& tx) {
        if (!lock_run_page(tx, *run)) return;
        const Instant now = context.clock.now();
        const BillTerms terms{context.number_prefix(run->administration), run->period, run->issue_date, run->due_date,
                              now};
        const Contracts contracts = contracts_of(tx, page);
        write(tx, context, *run, rate_page(page, terms, contracts, tariffs_of(tx, contracts, run->period)), now);
        move_run(tx, run->id, page.next_page_token);
    });
    return true;
}

}  // namespace aquacis::billing
