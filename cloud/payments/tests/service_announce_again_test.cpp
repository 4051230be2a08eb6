// Accounts told again while others change them.

#include "cloud/payments/service/announce_again.hpp"

#include <atomic>
#include <thread>
#include <utility>

#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/tests/payments_fixture.hpp"

namespace aquacis::payments {
namespace {

// A page takes hundreds of accounts while a payment takes one after another: in one order nobody waits in a circle.
TEST_F(PaymentsTest, AccountsAreToldAgainInTheOrderInWhichEverybodyTakesThem) {
    int first = 1, second = 2;
    if (contract_id(second) < contract_id(first)) std::swap(first, second);
    invoice(second, "2026-10", 10'000);  // it stands before the other in the table, which a plan may walk through
    invoice(first, "2026-10", 10'000);
    const auto announcements = accounts_announced(context);
    pqxx::connection admin(database.admin_connection());
    const auto somebody_waits = [&] {
        return pqxx::nontransaction(admin).exec("SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0].as<int>() > 0;
    };
    std::atomic<int> pages{0}, payments{0};
    std::atomic<bool> is_told{false};
    std::jthread telling;
    database.pool().run(queretaro, [&](platform::Transaction& tx) {
        ++payments;
        const std::vector one{contract_id(first)}, other{contract_id(second)};
        EXPECT_EQ(lock_accounts(tx, one).size(), 1U);
        if (!telling.joinable())
            telling = std::jthread([&] {
                database.pool().run(queretaro, [&](platform::Transaction& page) {
                    ++pages;
                    page.pq().exec("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off");
                    announcements.at(0).page(page, "");
                });
                is_told = true;
            });
        while (!somebody_waits() && !is_told)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        EXPECT_EQ(lock_accounts(tx, other).size(), 1U);
    });
    telling.join();
    EXPECT_EQ(pages, 1) << "no circle, so nothing was rolled back and done again";
    EXPECT_EQ(payments, 1);
    EXPECT_EQ(told(first).size() + told(second).size(), 4U);
}

}  // namespace
}  // namespace aquacis::payments
