#pragma once
// A server that keeps the session's contract in memory, with the crashes that a real one can have. What is in Durable
// is what databases hold; the rest goes with a crash. Admission is synchub's own code.

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "aquacis/sync/v1/sync.pb.h"
#include "base/time.hpp"
#include "base/uuid.hpp"
#include "sync/model/admission.hpp"
#include "sync/model/digest.hpp"
#include "sync/model/operation.hpp"

namespace aquacis::simulation {

// A law does not hold: the run ends and the seed is printed.
struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline constexpr const char* partition = "admin/11";

struct Key {
    std::uint32_t epoch = 0;
    std::uint64_t seq = 0;
    friend constexpr auto operator<=>(const Key&, const Key&) = default;
};

struct Taken {
    sync::Operation operation;
    std::string hash;
    std::optional<Key> same_act;
    int verdict = 0;     // as synchub recorded it
    Instant decided_at;  // looked at by the defect of old alone
};

struct Row {
    std::string body;
    std::uint64_t hash = 0;
    std::uint64_t position = 0;
};

// What the payments context answered: the verdict, and the accounts that it announced.
struct Answer {
    int verdict = 0;
    std::vector<std::string> announced;
};

struct Range {
    std::int64_t first = 0, last = 0;
};

struct AccountEvent {
    std::string contract;
    std::string body;  // the account's whole state then
    Uuid device;
    Key cause;
};

struct Device {
    sync::HeldChain chain;
    std::map<Key, Taken> inbox;
    std::map<Key, std::map<std::string, bool>> awaited;  // what was announced, and whether the feed has it
    std::map<Key, std::uint64_t> seen;                   // from which feed position on
};

struct Durable {
    std::string incarnation = "first";
    std::map<Uuid, Device> devices;
    // The payments context.
    std::map<std::pair<Uuid, Key>, Answer> answers;
    std::map<std::pair<Uuid, std::string>, Answer> acts;                  // by the body, under whatever name
    std::map<std::string, std::map<std::string, std::int64_t>> accounts;  // contract → payment → centavos
    std::map<std::string, int> effects;                                   // payment → how many times it took effect
    std::map<std::string, std::map<std::string, std::int64_t>> sessions;  // session → payment → centavos in the drawer
    std::map<std::string, std::string> contract_of;                       // payment → contract
    std::map<Uuid, std::map<std::string, Range>> grants;                  // device → request key → range
    std::map<std::pair<Uuid, std::int64_t>, std::string> folios;          // folio that stands → payment
    std::vector<AccountEvent> log;                                        // the whole of it
    std::size_t projected = 0;                                            // how much of it the feed holds
    // The feed.
    std::map<std::string, Row> rows;  // "kind/id"
    std::uint64_t position = 0;
    std::uint64_t checksum = 0;
};

// Defects that were in the program once, to show that a run would find them.
struct Defects {
    bool seen_by_the_clock = false;  // an effect counts as seen ten seconds after its outcome, whatever the feed holds
    bool folios_outlive_epochs = false;  // a restored till goes on with the folios of its copy
};

class SimServer {
public:
    struct Stream {
        std::optional<Uuid> device;
        std::uint32_t epoch = 0;
        std::uint64_t proven = 0;  // up to here the node showed that it holds the same chain
        std::set<Key> owed;
        bool is_subscribed = false, has_committed = false, is_closed = false;
        std::uint64_t sent_position = 0, sent_seen = 0;
    };
    using Messages = std::vector<sync::v1::ServerMsg>;

    // Commits what the message asks for and says what to answer. Sets is_closed when the stream ends by it.
    Messages receive(Stream& stream, const sync::v1::ClientMsg& message);
    Messages pump(Stream& stream, int row_limit);
    bool decide_one(bool crashes_before_recording);  // false: nothing to decide
    bool project_one();
    void lose_synchub();  // its database is made anew; the contexts and the log keep theirs
    void check() const;

    Durable durable;
    Instant now{};  // its clock is right
    Defects defects{};
    bool was_lost = false;

private:
    Messages hello(Stream& stream, const sync::v1::Hello& hello);
    Messages push(Stream& stream, const sync::v1::PushOps& batch);
    bool take(Stream& stream, Device& device, const sync::Operation& operation, sync::v1::PushResult& result);
    Answer apply(const Uuid& device, const Key& key, const sync::Operation& operation);
    Answer act(const Uuid& device, const Key& key, const sync::Operation& operation);
    Answer take_payment(const Uuid& device, const std::string& body);
    void announce(const std::string& contract, const Uuid& device, const Key& cause);
    void grant(const Stream& stream, const sync::v1::FolioRequest& wish, sync::v1::FolioGrant& granted);
    bool is_settled(const Device& device, const Key& key, const Taken& taken) const;
    void advance_seen(const Uuid& device);
    void put_row(const std::string& id, const std::string& body);
    sync::v1::ServerMsg welcome(const Stream& stream, std::uint64_t acknowledged) const;
};

// A payment's body in the simulation: "<payment>|<contract>|<centavos>|<folio>|<session>".
struct Payment {
    std::string id;
    std::string contract;
    std::int64_t centavos = 0;
    std::int64_t folio = 0;
    std::string session;
    std::string body() const {
        return id + "|" + contract + "|" + std::to_string(centavos) + "|" + std::to_string(folio) + "|" + session;
    }
    static Payment of(const std::string& body);
};

// A cash session's close: "<session>|<centavos expected>".
struct Close {
    std::string session;
    std::int64_t expected = 0;
    std::string body() const { return session + "|" + std::to_string(expected); }
    static Close of(const std::string& body);
};

}  // namespace aquacis::simulation
