#pragma once
// A till in the simulation: its SQLite file is real and outlives crashes; its session is the real one.

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "sync/engine/operation_log.hpp"
#include "sync/engine/session.hpp"
#include "tests/simulation/bodies.hpp"
#include "tests/simulation/server.hpp"

namespace aquacis::simulation {

struct DiskFull : std::runtime_error {
    DiskFull() : std::runtime_error("the disk is full") {}
};

class SimNode final : private sync::FeedTarget {
public:
    struct Place {
        std::filesystem::path file;
        Uuid device;
        int administration = 0;
    };
    // `cancelled`: the payments that any till has cancelled.
    SimNode(Place place, Chance& chance, const Defects& defects, const std::set<std::string>& cancelled);
    ~SimNode() override;

    struct Charge {
        std::string contract;
        std::int64_t centavos = 0;
    };
    // The cashier's action: ledger row and operation in one transaction, in a session that is opened when there is
    // none. Nothing when it crashed before its commit, or when there is no folio to charge under.
    std::optional<Payment> pay(const Charge& charge, Instant now, bool crashes);
    std::optional<std::string> cancel_last(Instant now);  // the session's last payment, when it stands
    void close_session(Instant now);
    void do_unknown(Instant now);
    void crash();  // the file stays
    void copy_to(const std::filesystem::path& file);
    void restore_from(const std::filesystem::path& file);

    sync::Session& session() { return *session_; }
    Instant clock(Instant world) const { return world + clock_offset; }
    void check();  // the laws that one node alone can break

    struct Ending {
        std::uint64_t operations = 0, pending = 0, unanswered = 0, seen = 0;
        std::uint64_t position = 0, checksum = 0;
        std::map<std::string, std::string> confirmed;  // by contract
    };
    Ending ending();
    std::vector<std::pair<Payment, sync::Verdict>> payments();
    std::vector<sync::Verdict> closes();

    const Place place;
    std::chrono::microseconds clock_offset{0};
    std::uint32_t version = 1;  // of the bodies that it writes: a till may be upgraded before the cloud
    bool disk_is_full = false;
    bool is_copy = false;  // another file like this one has lived: until a new epoch its folios may be used twice
    std::optional<std::uint64_t> connection;  // the world's, when there is one

private:
    void open();
    void apply(sqlite::Database& database, std::span<const sync::FeedRow> rows) override;
    void committed(sqlite::Database&, std::uint64_t) override {}
    void begin_anew(sqlite::Database& database) override;
    void apply_coming(sqlite::Database& database, std::span<const sync::FeedRow> rows) override;
    void stand(sqlite::Database& database, std::uint64_t seen_seq) override;
    bool sweep(sqlite::Database&) override { return false; }
    std::vector<sync::Granted> held(sqlite::Database& database) override;
    void granted(sqlite::Database& database, const sync::Granted& granted) override;
    void epoch_began(sqlite::Database& database, std::uint32_t epoch) override;
    std::optional<sync::Ask> ask(sqlite::Database& database) override;
    std::uint64_t append(const char* type, const std::string& body, Instant now);
    std::string session_now(Instant now);
    std::string new_id();
    void check_seen(std::uint64_t seen);
    void check_shown();

    Chance& chance_;
    const Defects& defects_;
    const std::set<std::string>& cancelled_;
    std::unique_ptr<sqlite::Database> database_;
    std::unique_ptr<sync::Session> session_;
};

}  // namespace aquacis::simulation
