// The power goes while a till takes payments: what was acknowledged is there, what is there is whole and in order.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <set>

#include "field-app/core/search/searcher.hpp"
#include "field-app/core/tests/till_fixture.hpp"
#include "sync/engine/session.hpp"
#include "sync/model/digest.hpp"

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

constexpr int town = 240;  // contracts, each with one debt that is the same for all of one copy of the feed

std::vector<sync::FeedRow> copy_of_feed(int pesos_owed) {
    std::vector<sync::FeedRow> rows;
    for (int i = 0; i < town; ++i) {
        const std::string number = std::to_string(10'000 + i) + "-7";
        rows.push_back(contract_row(number, "Vecina " + number, "Morelos", std::to_string(i)));
        rows.push_back(account_row(number, {{"2026-10", pesos(pesos_owed)}}));
    }
    return rows;
}

// A server that sends its partition anew, in pages.
void send_anew(sync::Session& session, const std::vector<sync::FeedRow>& rows, Instant now) {
    constexpr std::size_t page = 60;
    sync::v1::ServerMsg reset;
    reset.mutable_reset_partition()->set_partition("admin/11");
    session.received(reset, now);
    sync::PartitionChecksum sum;
    for (std::size_t done = 0; done < rows.size();) {
        sync::v1::ServerMsg begin, some, commit;
        begin.mutable_feed_begin()->set_partition("admin/11");
        begin.mutable_feed_begin()->set_to_position(rows.size());
        session.received(begin, now);
        for (const std::size_t end = std::min(done + page, rows.size()); done < end; ++done) {
            sync::v1::Row& row = *some.mutable_rows()->add_rows();
            row.set_kind(rows[done].kind);
            row.set_id(rows[done].id);
            row.set_body(rows[done].body);
            sum.replace(0, sync::row_hash(rows[done].kind, rows[done].id, rows[done].body));
        }
        session.received(some, now);
        commit.mutable_feed_commit()->set_partition("admin/11");
        commit.mutable_feed_commit()->set_position(done);
        commit.mutable_feed_commit()->set_checksum(sum.value());
        if (session.received(commit, now).hang_up) _exit(2);
    }
}

// In the child: takes one copy of the feed after another and sweeps a little; a byte to the pipe for each that stands.
[[noreturn]] void renew_until_killed(const std::filesystem::path& file, int copies, int first) {
    const OfficeConfig config = test_config();
    const SystemClock clock;
    OfficeStore store(file, config.device, config.administration);
    OfficeFeedTarget target({config.series, config.folio_batch});
    sync::Session::Settings settings{"admin/11", "test"};
    settings.rows_at_once = 7;
    sync::Session session(store.database(), target, settings);
    session.opened(clock.now());
    sync::v1::ServerMsg welcome;
    welcome.mutable_welcome()->set_epoch(1);
    welcome.mutable_welcome()->set_server_time_us(to_microseconds(clock.now()));
    session.received(welcome, clock.now());
    for (int number = first; number < first + 10'000; ++number) {
        send_anew(session, copy_of_feed(number), clock.now());
        if (write(copies, "c", 1) != 1) _exit(1);
        for (int i = 0; i < 12; ++i)
            session.tick(clock.now());
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

// Kills a till somewhere on the way from one copy of the feed to the next; returns how many stood.
int renew_and_kill(const std::filesystem::path& file, int first, std::chrono::microseconds after) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("pipe");
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        renew_until_killed(file, ends[1], first);
    }
    close(ends[1]);
    char byte = 0;
    int stood = read(ends[0], &byte, 1) == 1 ? 1 : 0;  // it is under way
    usleep(static_cast<useconds_t>(after.count()));
    kill(child, SIGKILL);
    while (read(ends[0], &byte, 1) == 1)
        ++stood;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
    return stood;
}

TEST(Kill, OnTheWayToANewCopyOfTheFeedLeavesAWholeOneAtEveryStep) {
    const TestFolder folder("renewal-kill");
    const OfficeConfig config = test_config();
    const ManualClock clock{*parse_iso("2026-11-22T18:47:00Z")};
    {
        OfficeStore store(folder.file(), config.device, config.administration);
        OfficeFeedTarget target({config.series, config.folio_batch});
        feed(store.database(), target, copy_of_feed(1000));
        feed_people(store);
        target.granted(store.database(), folios(config.series, 1, 1000));
        Office office{config, store, clock, seeded_random(1)};
        ASSERT_TRUE(open_session(office, {"lucia", pesos(500)}).ok());
    }
    std::random_device entropy;
    const unsigned seed = entropy();
    std::cout << "seed " << seed << '\n';
    std::mt19937 random(seed);
    int copies = 0, in_the_middle = 0;
    for (int round = 0; round < kills; ++round) {
        copies += renew_and_kill(folder.file(), 1001 + copies + round, std::chrono::microseconds(random() % 60'000));
        OfficeStore store(folder.file(), config.device, config.administration);
        Office office{config, store, clock, seeded_random(random())};
        ASSERT_EQ(store.database().integer("SELECT count(*) FROM contract"), town);
        ASSERT_EQ(store.database().integer("SELECT count(*) FROM account"), town);
        ASSERT_EQ(store.database().integer("SELECT count(*) FROM debt"), town);
        ASSERT_EQ(store.database().integer("SELECT count(DISTINCT total_centavos) FROM debt"), 1)
            << "rows of two copies are shown";
        const SearchAnswer found = Searcher(folder.file()).find("vecina 10007-7");
        ASSERT_EQ(found.hits.size(), 1U);
        ASSERT_EQ(found.contracts, town);
        in_the_middle += store.shown_as_of() ? 1 : 0;
        const auto owed = account_of(office, "10007-7")->owed;
        const auto session = store.open_session_of(config.till);
        const PaymentId id(make_uuid_v7(clock.now(), office.random));
        ASSERT_TRUE(take_payment(office, {id,
                                          session->id,
                                          ContractId(named("10007-7")),
                                          {{}, pesos(1), Money::zero(), {{Method::cash, pesos(1), ""}}}}));
        ASSERT_EQ(account_of(office, "10007-7")->owed, owed - pesos(1));
        ASSERT_EQ(store.database().integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
                  0);
    }
    EXPECT_GT(in_the_middle, 0) << "no kill met a copy on its way: the test proves nothing";
    std::cout << kills << " kills, " << copies << " copies, " << in_the_middle << " kills while one was coming\n";
}

}  // namespace
}  // namespace aquacis::office
