// Who goes first when a database's connections are short, and how a call's kind is found.

#include "cloud/platform/database/caller_kind.hpp"

#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <list>
#include <memory>
#include <vector>

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/contracts/v1/contracts.pb.h"
#include "aquacis/sync/v1/operations.pb.h"
#include "cloud/platform/calls/caller_kinds.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/sql.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::platform {
namespace {

using Kind = CallerKind;
constexpr AdministrationId queretaro{11};
constexpr int places = 4;

TEST(WaitingLine, ServesTheKindsInTheirOrderAndOneKindAsItCame) {
    WaitingLine line;
    const auto list = line.enter(Kind::exporter);
    const auto portal = line.enter(Kind::portal), later_portal = line.enter(Kind::portal);
    const auto event = line.enter(Kind::sync);
    const auto till = line.enter(Kind::till), later_till = line.enter(Kind::till);
    std::vector<WaitingLine::Ticket> in_order{till, later_till, event, portal, later_portal, list};
    while (!in_order.empty()) {
        const auto next = in_order.front();
        EXPECT_TRUE(line.is_served(next, places, places));
        in_order.erase(in_order.begin());
        for (const auto other : in_order)
            EXPECT_FALSE(line.is_served(other, places, places));
        line.leave(next);
    }
}

TEST(WaitingLine, WhoListsLeavesHalfAndAPortalTheLastPlace) {
    const auto is_served = [](Kind kind, int free, int all) {
        WaitingLine line;
        return line.is_served(line.enter(kind), free, all);
    };
    for (const Kind kind : {Kind::till, Kind::sync, Kind::portal, Kind::exporter})
        EXPECT_FALSE(is_served(kind, 0, places));
    EXPECT_TRUE(is_served(Kind::till, 1, places));
    EXPECT_TRUE(is_served(Kind::sync, 1, places));
    EXPECT_FALSE(is_served(Kind::portal, 1, places));
    EXPECT_TRUE(is_served(Kind::portal, 2, places));
    EXPECT_FALSE(is_served(Kind::exporter, 2, places));
    EXPECT_TRUE(is_served(Kind::exporter, 3, places));
    for (const Kind kind : {Kind::till, Kind::sync, Kind::portal, Kind::exporter})
        EXPECT_TRUE(is_served(kind, 1, 1)) << "a pool of one serves everybody";
}

TEST(WorksFor, IsOfItsThreadAndEnds) {
    EXPECT_EQ(WorksFor::now(), Kind::sync);
    {
        const WorksFor portal(Kind::portal);
        const WorksFor till(Kind::till);
        EXPECT_EQ(WorksFor::now(), Kind::till);
        EXPECT_EQ(std::async(std::launch::async, WorksFor::now).get(), Kind::sync);
    }
    EXPECT_EQ(WorksFor::now(), Kind::sync);
}

// A database that hangs: each of these holds a connection until it is let go.
class HangingPool : public testing::Test {
protected:
    HangingPool() {
        DatabaseConfig config;
        config.connection = database.app_connection();
        config.pool_size = places;
        config.wait = std::chrono::milliseconds(50);
        pool = std::make_unique<Pool>(config);
    }
    ~HangingPool() override { let_go(); }
    void hang(Kind kind) {
        std::latch& holds = held.emplace_back(1);
        hanging.push_back(std::async(std::launch::async, [&, kind] {
            const WorksFor works_for(kind);
            pool->run(queretaro, [&](Transaction& tx) {
                run_sql(tx, "SELECT 1");
                holds.count_down();
                over.wait();
            });
        }));
        holds.wait();
    }
    bool is_served(Kind kind) {
        const WorksFor works_for(kind);
        try {
            pool->run(queretaro, [](Transaction& tx) { run_sql(tx, "SELECT 1"); });
            return true;
        } catch (const Unavailable&) {
            return false;
        }
    }
    void let_go() {
        if (hanging.empty()) return;
        over.count_down();
        hanging.clear();
    }
    test::ContextDatabase database{"places", {}};
    std::unique_ptr<Pool> pool;
    std::latch over{1};
    std::list<std::latch> held;
    std::vector<std::future<void>> hanging;
};

TEST_F(HangingPool, OfThoseWhoListStillServesEverybodyElseAndOfPortalsTheTills) {
    hang(Kind::exporter);
    hang(Kind::exporter);
    EXPECT_FALSE(is_served(Kind::exporter)) << "half is left to the others";
    EXPECT_TRUE(is_served(Kind::portal));
    hang(Kind::portal);
    EXPECT_FALSE(is_served(Kind::portal)) << "the last is left to tills and contexts";
    EXPECT_TRUE(is_served(Kind::sync));
    EXPECT_TRUE(is_served(Kind::till));
    hang(Kind::sync);
    EXPECT_FALSE(is_served(Kind::till)) << "there is none";
    let_go();
    EXPECT_TRUE(is_served(Kind::exporter));
}

TEST(KindOf, IsFoundByTheScopeTheCallerAndWhatTheMethodLists) {
    ASSERT_NE(billing::v1::ListInvoicesOfContractRequest::descriptor(), nullptr);  // so that they are linked
    ASSERT_NE(contracts::v1::ListContractsRequest::descriptor(), nullptr);
    ASSERT_NE(sync::v1::ApplyRequest::descriptor(), nullptr);
    const Caller context{"context:synchub", queretaro, {"*"}, ""};
    Caller person{"portal", queretaro, {}, ""};
    person.until = from_microseconds(1);
    const MethodRule apply{"aquacis.sync.v1.Operations.Apply", "operations.apply"};
    const MethodRule get{"aquacis.contracts.v1.Contracts.GetContract", "contracts.read"};
    const MethodRule list{"aquacis.contracts.v1.Contracts.ListContracts", "contracts.read"};
    const MethodRule of_one{"aquacis.billing.v1.Billing.ListInvoicesOfContract", "billing.read"};
    EXPECT_EQ(kind_of(apply, context), Kind::till);
    EXPECT_EQ(kind_of(get, context), Kind::sync);
    EXPECT_EQ(kind_of(list, context), Kind::sync);
    EXPECT_EQ(kind_of(get, person), Kind::portal);
    EXPECT_EQ(kind_of(of_one, person), Kind::portal) << "the bills of one contract are few";
    EXPECT_EQ(kind_of(list, person), Kind::exporter);
}

}  // namespace
}  // namespace aquacis::platform
