#pragma once
// The one thing on a node that talks to the server: a thread that pushes operations, takes outcomes and applies the
// feed. It opens its own connection to the node's SQLite file. A link that is down is a normal state: it tries again
// with jitter.

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/sqlite/sqlite.hpp"
#include "base/time.hpp"
#include "base/uuid.hpp"

namespace aquacis::sync {

struct FeedRow {
    std::string kind;  // "contract", "account", "invoice", "cashier"
    std::string id;
    std::string body;  // serialized message of feed.proto; empty: the entity is gone
};

// What a node asks of a context before it goes offline, and what it is granted; the body is a message of that kind.
struct Ask {
    std::string kind;  // "payments.folios": the context that grants, and what
    std::string key;   // the same gets the same grant; its own for each epoch
    std::string body;
};
struct Granted {
    std::string kind;
    std::string body;
    std::string key{};
    std::string problem{};  // Spanish: why nothing was granted; empty: it was
};

// A person who may sign in at this device.
struct StaffMember {
    std::string id;
    std::string name;
    std::string role;
    std::string pin_salt;
    std::string pin_hash;  // a node keeps of it only what its own key made of it
};

// What a node does with what comes down. Called inside the agent's transaction on the agent's connection: all rows of a
// FeedCommit and its position are one commit. `seen_seq`: effects of this device's operations up to it are in the rows.
// A copy that is coming anew is shown to nobody, so its rows come in smaller transactions: none of them keeps the
// person at the node waiting.
class FeedTarget {
public:
    virtual ~FeedTarget() = default;
    virtual void apply(sqlite::Database& database, std::span<const FeedRow> rows) = 0;
    virtual void committed(sqlite::Database& database, std::uint64_t seen_seq) = 0;
    // The partition comes anew: room for a second copy beside the one that is shown, which stays as it is. A copy that
    // was coming already is given up.
    virtual void begin_anew(sqlite::Database& database) = 0;
    virtual void apply_coming(sqlite::Database& database, std::span<const FeedRow> rows) = 0;
    // The coming copy is whole: from this transaction on it is the one that is shown. What this device did after
    // `seen_seq` is not in it.
    virtual void stand(sqlite::Database& database, std::uint64_t seen_seq) = 0;
    // Takes away a page of the copies that nobody is shown; false: there is none.
    virtual bool sweep(sqlite::Database& database) = 0;
    virtual void granted(sqlite::Database& database, const Granted& granted) = 0;
    // The whole list, in the place of the one before. For a node at which nobody signs in there is nothing to do.
    virtual void staff(sqlite::Database& /*database*/, std::span<const StaffMember> /*members*/) {}
    // The server named a new epoch: this file may be a copy, or older than what was done with it. What was granted to
    // the device before and is not used here may be used elsewhere, so it is void.
    virtual void epoch_began(sqlite::Database& database, std::uint32_t epoch) = 0;
    // What the device was granted and holds, the newest at most 64: a server that lost what it knew is told again.
    virtual std::vector<Granted> held(sqlite::Database& /*database*/) { return {}; }
    // What to ask for now; nothing when what is at hand suffices.
    virtual std::optional<Ask> ask(sqlite::Database& database) = 0;
};

struct AgentConfig {
    sqlite::File file{{}};           // the node's SQLite file
    std::string server;              // "host:port"
    std::filesystem::path identity;  // PEM: key, certificate, authorities (transport/identity.hpp)
    std::string partition;           // "admin/11"
    std::string program_version;
    std::chrono::milliseconds heartbeat{15000};
    std::chrono::milliseconds watchdog{30000};
    std::chrono::milliseconds retry_least{500};
    std::chrono::milliseconds retry_most{30000};
    // PEM: whom the device wraps its file's key for. Comes with a renewed certificate, on the agent's thread.
    std::function<void(const std::string& certificate_pem)> recovery_came = {};
};

struct LinkState {
    bool connected = false;
    bool synchronized = false;  // connected, nothing to push and the feed is at its end
    std::optional<Instant> offline_since;
    std::string problem;               // Spanish: why not, when known
    std::optional<Instant> last_feed;  // how old what is shown is
};

class Agent {
public:
    Agent(AgentConfig config, const Clock& clock, RandomBits random, FeedTarget& target);
    ~Agent();  // stops
    void start();
    void stop();
    void wake();  // an operation was appended
    // What a person wants to see now, at once when the link is there; the next wish takes its place. The answer comes
    // to the target, or none does.
    void want(Ask wish);
    LinkState state() const;
    // Called on the agent's thread after each change: a window posts it to its own thread.
    void on_change(std::function<void()> listener);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace aquacis::sync
