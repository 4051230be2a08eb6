#pragma once
// A billing context on a private database, with a campaign made up in memory.

#include <gtest/gtest.h>

#include <algorithm>
#include <pqxx/pqxx>
#include <set>

#include "cloud/billing/migrations/migrations.hpp"
#include "cloud/billing/service/advance_run.hpp"
#include "cloud/billing/service/find_invoices.hpp"
#include "cloud/billing/service/get_run.hpp"
#include "cloud/billing/service/publish_tariff.hpp"
#include "cloud/billing/service/start_run.hpp"
#include "cloud/billing/store/contract_store.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::billing {

constexpr AdministrationId queretaro{11};
constexpr AdministrationId amealco{1};

inline constexpr std::string_view domestic_tariff = R"json({
  "code": "DOM-MEDIO", "version": 3, "name": "Uso doméstico medio", "use_class": "domestic", "valid_from": "2026-01-01",
  "legal_basis": "Tarifa QRO 2026, versión 3, artículo 4",
  "rounding": {"volume": {"of": "register", "decimals": 0, "mode": "down"}},
  "charges": [
    {"kind": "fixed", "description": "Cargo fijo", "method": "flat", "price": "86.40"},
    {"kind": "water", "description": "Agua por bloques", "method": "marginal_blocks",
     "blocks": [{"up_to": "10", "rate": "15.20"}, {"up_to": "20", "rate": "22.45"}, {"up_to": "500", "rate": "25.80"}]},
    {"kind": "sewer", "description": "Alcantarillado, 10 % del agua", "method": "percentage", "percent": "10",
     "of": ["fixed", "water"]},
    {"kind": "treatment", "description": "Saneamiento, 12 % del agua", "method": "percentage",
     "percent": "12", "of": ["fixed", "water"]}]})json";

class BillingTest : public testing::Test {
protected:
    BillingTest() {
        context.number_prefix = [](AdministrationId who) {
            return std::string(who == queretaro ? "QRO" : who == amealco ? "AME" : "");
        };
        context.campaigns = {.claim = [this](const billing::Run& run) { return claim(run); },
                             .release = [this](const billing::Run& run) -> Result<> {
                                 released.push_back(run.id);
                                 return Done{};
                             },
                             .consumptions = [this](const ConsumptionQuestion& question) { return page(question); }};
    }

    static platform::Caller operator_of(AdministrationId administration) {
        return {"operator", administration, {}, "test"};
    }

    template <class Id>
    static Id named(const std::string& name) {
        return Id(make_named_uuid(Uuid{}, name));
    }
    static ContractId contract_id(int i) { return named<ContractId>("contract" + std::to_string(i)); }
    static std::string contract_number(int i) { return std::to_string(10'000 + i) + "-7"; }

    BilledContract contract(int i) const {
        return {contract_id(i),
                contract_number(i),
                named<CustomerId>("customer" + std::to_string(i)),
                UseClass::domestic,
                "DOM-MEDIO",
                "14-B",
                "active",
                parse_date("2026-09-01"),
                std::nullopt};
    }
    MeterConsumption reading(int i, int m3) const {
        return {contract_id(i), named<MeterId>("meter" + std::to_string(i)),
                "KAM 64107712", Volume::litres(1'284'000),
                "2026-09-28",   Volume::litres(1'284'000 + 1000 * m3),
                "2026-10-29",   Volume::litres(1000 * m3),
                "measured",     ""};
    }

    void save(const std::vector<BilledContract>& contracts, AdministrationId administration = queretaro) {
        database.pool().run(administration, [&](platform::Transaction& tx) { save_contracts(tx, contracts); });
    }

    // Contracts 0 … count-1, known to billing, each with a consumption.
    void prepare(int count, AdministrationId administration = queretaro) {
        ASSERT_TRUE(publish_tariff(context, operator_of(administration),
                                   {"DOM-MEDIO", 3, "2026-01-01", std::string(domestic_tariff)}));
        std::vector<BilledContract> contracts;
        for (int i = 0; i < count; ++i) {
            contracts.push_back(contract(i));
            readings.push_back(reading(i, 21 + i % 7));
        }
        save(contracts, administration);
    }

    // What metering would say of a campaign that it does not have.
    Result<> known(CampaignId campaign) const {
        if (!unknown.contains(campaign)) return Done{};
        return Refusal{RefusalKind::not_found, "metering.campaign_not_found", "campaign_id", "No existe esa campaña.",
                       "Cierre primero la campaña."};
    }
    Result<> claim(const billing::Run& run) {
        if (auto there = known(run.campaign); !there) return there;
        const auto [at, is_first] = period_of.try_emplace(run.campaign, run.period);
        if (!is_first && at->second != run.period)
            return Refusal{RefusalKind::conflict, "metering.campaign_differs", "period", "La campaña es de otro mes.",
                           "Use la del mes que se factura."};
        claimed.push_back(run.id);
        return Done{};
    }

    // Pages of contracts, each with all its meters.
    Result<ConsumptionPage> page(const ConsumptionQuestion& question) const {
        if (away.contains(question.campaign)) throw std::runtime_error("metering is away");
        if (auto there = known(question.campaign); !there) return there.refusal();
        std::vector<const MeterConsumption*> sorted;
        for (const MeterConsumption& one : readings)
            sorted.push_back(&one);
        std::ranges::stable_sort(sorted, {}, [](const MeterConsumption* one) { return one->contract; });
        const ContractId after = ContractId::parse(question.page_token).value_or(ContractId());
        ConsumptionPage page;
        int contracts = 0;
        for (const MeterConsumption* one : sorted) {
            if (one->contract <= after) continue;
            if (page.consumptions.empty() || page.consumptions.back().contract != one->contract) ++contracts;
            if (contracts > question.page_size) {
                page.next_page_token = page.consumptions.back().contract.to_string();
                break;
            }
            page.consumptions.push_back(*one);
        }
        return page;
    }

    RunRequest request(std::string zone = "14-B", std::string period = "2026-10") const {
        const auto campaign = named<CampaignId>("campaign/" + zone + "/" + period).to_string();
        return {std::move(zone), std::move(period), campaign, "2026-11-01", "2026-11-30"};
    }
    Result<RunStatus> start(AdministrationId administration = queretaro) {
        return start_run(context, operator_of(administration), request());
    }
    void advance_to_the_end() {
        for (int step = 0; step < 1000 && advance_run(context); ++step)
            continue;
    }
    RunStatus status(const BillingRunId& id, AdministrationId administration = queretaro) {
        return *get_run(context, operator_of(administration), id.to_string());
    }
    // The same context in another process.
    Context another(const RandomBits& bits) const {
        return {context.database, context.clock, bits, context.campaigns, context.number_prefix, context.payments_of};
    }
    std::vector<Bill> bills_of(int contract) {
        return list_invoices(context, operator_of(queretaro), {contract_number(contract), 0, ""})->bills;
    }

    std::int64_t count(const std::string& sql, AdministrationId administration = queretaro) {
        return database.pool().run(
            administration, [&](platform::Transaction& tx) { return tx.pq().exec(sql)[0][0].as<std::int64_t>(); });
    }

    test::ContextDatabase database{"billing", migrations};
    ManualClock clock{parse_iso("2026-11-01T06:00:00Z").value()};
    RandomBits random = seeded_random(20261101);
    std::vector<MeterConsumption> readings;
    std::set<CampaignId> unknown, away;  // campaigns that metering does not have, or does not answer about
    std::map<CampaignId, Period> period_of;
    std::vector<BillingRunId> claimed, released;
    Context context{database.pool(), clock, random, {}, {}, {}};
};

}  // namespace aquacis::billing
