// How fast a node appends operations and applies the feed, on a real file with synchronous=FULL.

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <functional>

#include "aquacis/sync/v1/feed.pb.h"
#include "sync/engine/operation_log.hpp"
#include "sync/engine/session.hpp"
#include "sync/model/digest.hpp"

namespace aquacis::sync {
namespace {

constexpr int rows = 100'000;
constexpr int rows_per_commit = 2000;
constexpr int operations = 20'000;
constexpr int operations_per_transaction = 1000;

class AccountTable final : public FeedTarget {
public:
    void epoch_began(sqlite::Database&, std::uint32_t) override {}
    void apply(sqlite::Database& database, std::span<const FeedRow> given) override {
        static constexpr std::string_view put =
            "INSERT INTO account VALUES (?,?) ON CONFLICT (id) DO UPDATE SET body = excluded.body";
        for (const FeedRow& row : given)
            database.prepare(put)
                .bind(row.id, std::span(reinterpret_cast<const std::uint8_t*>(row.body.data()), row.body.size()))
                .run();
    }
    void committed(sqlite::Database&, std::uint64_t) override {}
    void begin_anew(sqlite::Database&) override {}
    void apply_coming(sqlite::Database&, std::span<const FeedRow>) override {}
    void stand(sqlite::Database&, std::uint64_t) override {}
    bool sweep(sqlite::Database&) override { return false; }
    void granted(sqlite::Database&, const Granted&) override {}
    std::optional<Ask> ask(sqlite::Database&) override { return std::nullopt; }
};

double seconds_of(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

FeedRow account_of(int number) {
    v1::AccountRow row;
    row.set_version(static_cast<std::uint64_t>(number));
    row.mutable_account()->set_contract_id("01890a5d-ac96-774b-bcce-" + std::to_string(100'000'000'000 + number));
    row.mutable_account()->set_contract_number("00412-7");
    row.mutable_account()->set_owed_centavos(128'460 + number);
    return {"account", row.account().contract_id(), row.SerializeAsString()};
}

void receive_all(Session& session, Instant now) {
    v1::ServerMsg welcome;
    welcome.mutable_welcome()->set_epoch(1);
    session.opened(now);
    session.received(welcome, now);
    PartitionChecksum sum;
    for (int done = 0; done < rows; done += rows_per_commit) {
        v1::ServerMsg begin, page, commit;
        begin.mutable_feed_begin()->set_partition("admin/11");
        begin.mutable_feed_begin()->set_to_position(static_cast<std::uint64_t>(done + rows_per_commit));
        session.received(begin, now);
        for (int i = done; i < done + rows_per_commit; ++i) {
            const FeedRow row = account_of(i);
            sum.replace(0, row_hash(row.kind, row.id, row.body));
            auto& sent = *page.mutable_rows()->add_rows();
            sent.set_kind(row.kind);
            sent.set_id(row.id);
            sent.set_body(row.body);
        }
        session.received(page, now);
        commit.mutable_feed_commit()->set_partition("admin/11");
        commit.mutable_feed_commit()->set_position(static_cast<std::uint64_t>(done + rows_per_commit));
        commit.mutable_feed_commit()->set_checksum(sum.value());
        if (session.received(commit, now).hang_up) throw std::runtime_error("the checksum differs");
    }
}

void run() {
    const auto folder = std::filesystem::temp_directory_path() / ("aquacis-bench-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    {
        sqlite::Database database(folder / "node.db");
        OperationLog::prepare(database, DeviceId(make_named_uuid({}, "bench")), AdministrationId(11));
        database.execute("CREATE TABLE account (id TEXT PRIMARY KEY, body BLOB)");
        AccountTable target;
        Session session(database, target, {"admin/11", "bench"});
        const Instant now = from_microseconds(1'790'000'000'000'000);
        const double applied = seconds_of([&] { receive_all(session, now); });
        const double appended = seconds_of([&] {
            for (int done = 0; done < operations; done += operations_per_transaction) {
                sqlite::Transaction transaction(database);
                OperationLog log(database);
                for (int i = 0; i < operations_per_transaction; ++i)
                    log.append({.type = "payments.payment.take",
                                .version = 1,
                                .body = std::string(200, 'x'),
                                .deps = {},
                                .actor = "c-07",
                                .at = now});
                transaction.commit();
            }
        });
        std::printf("feed: %.0f rows/s applied (the rows are made and hashed in the same time)\n", rows / applied);
        std::printf("operations: %.0f appended/s (%d a transaction)\n", operations / appended,
                    operations_per_transaction);
    }
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace aquacis::sync

int main() { aquacis::sync::run(); }
