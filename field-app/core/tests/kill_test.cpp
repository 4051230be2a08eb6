// The power goes while a till takes payments: what was acknowledged is there, what is there is whole and in order.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <set>

#include "field-app/core/tests/till_fixture.hpp"

namespace aquacis::office {
namespace {

constexpr int kills = 40;
constexpr int most_payments = 100'000;

// In the child: pays one peso after another; writes each payment's 16-byte id to the pipe after take_payment answered.
[[noreturn]] void pay_until_killed(const std::filesystem::path& file, int acknowledgements, std::uint64_t seed) {
    const OfficeConfig config = test_config();
    const SystemClock clock;
    OfficeStore store(file, config.device, config.administration);
    Office office{config, store, clock, seeded_random(seed)};
    const auto session = store.open_session_of(config.till);
    for (int i = 0; i < most_payments; ++i) {
        const PaymentId id(make_uuid_v7(clock.now(), office.random));
        const auto taken = take_payment(office, {id,
                                                 session->id,
                                                 ContractId(named("00412-7")),
                                                 {{}, pesos(1), Money::zero(), {{Method::cash, pesos(2), ""}}}});
        if (!taken.ok() || write(acknowledgements, id.uuid().view().data(), 16) != 16) _exit(1);
    }
    _exit(0);
}

std::vector<PaymentId> run_and_kill(const std::filesystem::path& file, std::uint64_t seed,
                                    std::chrono::microseconds after) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("pipe");
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        pay_until_killed(file, ends[1], seed);
    }
    close(ends[1]);
    char id[16];
    std::vector<PaymentId> acknowledged;
    const auto take_one = [&] {
        const bool whole = read(ends[0], id, 16) == 16;
        if (whole) acknowledged.emplace_back(*Uuid::from_bytes({id, 16}));
        return whole;
    };
    take_one();  // it is under way
    usleep(static_cast<useconds_t>(after.count()));
    kill(child, SIGKILL);
    while (take_one()) {
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
    return acknowledged;
}

TEST(Kill, LosesNoAcknowledgedPaymentAndKeepsTheRestWhole) {
    const TestFolder folder("kill");
    const OfficeConfig config = test_config();
    const SystemClock clock;
    {
        OfficeStore store(folder.file(), config.device, config.administration);
        OfficeFeedTarget target({config.series, config.folio_batch});
        feed_small_town(store, target);
        feed(store.database(), target, std::array{account_row("00412-7", {{"2026-10", pesos(1'000'000)}})});
        target.granted(store.database(), folios(config.series, 10'001, 1'000'000));
        Office office{config, store, clock, seeded_random(1)};
        ASSERT_TRUE(open_session(office, {"lucia", pesos(500)}).ok());
    }
    std::random_device entropy;
    const unsigned seed = entropy();
    std::cout << "seed " << seed << '\n';
    std::mt19937 random(seed);
    std::size_t acknowledged = 0;
    std::set<PaymentId> known;
    for (int round = 0; round < kills; ++round) {
        const auto ids = run_and_kill(folder.file(), random(), std::chrono::microseconds(random() % 30'000));
        acknowledged += ids.size();
        known.insert(ids.begin(), ids.end());
        OfficeStore store(folder.file(), config.device, config.administration);
        for (const PaymentId& id : ids)
            ASSERT_TRUE(store.payment(id).has_value()) << "an acknowledged payment is missing";
        const Ledger ledger = store.ledger();
        ASSERT_GE(ledger.payments, static_cast<std::int64_t>(acknowledged));
        ASSERT_LE(ledger.payments, static_cast<std::int64_t>(acknowledged) + round + 1)
            << "at most one each was committed and not yet said";
        ASSERT_EQ(ledger.paid, ledger.tendered);
        ASSERT_EQ(ledger.paid, ledger.applied);
        ASSERT_TRUE(store.folio_balance().holds());
        ASSERT_EQ(store.folio_balance().uses, ledger.payments) << "no folio is spent without its payment";
        ASSERT_EQ(static_cast<std::int64_t>(store.operations().pending_count()), ledger.payments + 1);
        ASSERT_EQ(store.database().integer("SELECT count(*) FROM print_job"), ledger.payments);
        ASSERT_EQ(store.database().integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
                  0);
    }
    std::cout << kills << " kills, " << acknowledged << " payments acknowledged, none lost\n";
    EXPECT_EQ(known.size(), acknowledged);
}

}  // namespace
}  // namespace aquacis::office
