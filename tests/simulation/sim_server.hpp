#pragma once
// A server that keeps the session's contract in memory, with the crashes that a real one can have. What is in Durable
// is what databases hold; the rest goes with a crash. Admission is synchub's own code.

#include <deque>
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
    int verdict = 0;           // as synchub recorded it
    bool has_arrived = false;  // its effect is in the feed
};

struct Row {
    std::string body;
    std::uint64_t hash = 0;
    std::uint64_t position = 0;
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
    std::map<Key, std::uint64_t> seen;  // from which feed position on
};

struct Durable {
    std::string incarnation = "first";
    std::map<Uuid, Device> devices;
    // The payments context.
    std::map<std::pair<Uuid, Key>, int> answers;
    std::map<std::string, std::map<std::string, std::int64_t>> accounts;  // contract → payment → centavos
    std::map<std::string, int> effects;                                   // payment → how many times it took effect
    std::deque<AccountEvent> log;                                         // events not projected yet
    // The feed.
    std::map<std::string, Row> rows;  // "kind/id"
    std::uint64_t position = 0;
    std::uint64_t checksum = 0;
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
    void check() const;

    Durable durable;
    Instant now{};  // its clock is right

private:
    Messages hello(Stream& stream, const sync::v1::Hello& hello);
    Messages push(Stream& stream, const sync::v1::PushOps& batch);
    bool take(Stream& stream, Device& device, const sync::Operation& operation, sync::v1::PushResult& result);
    int apply(const Uuid& device, const Key& key, const sync::Operation& operation);
    void advance_seen(const Uuid& device);
    void put_row(const std::string& id, const std::string& body);
    sync::v1::ServerMsg welcome(const Stream& stream, std::uint64_t acknowledged) const;
};

// A payment's body in the simulation: "<payment>|<contract>|<centavos>".
struct Payment {
    std::string id;
    std::string contract;
    std::int64_t centavos = 0;
    std::string body() const { return id + "|" + contract + "|" + std::to_string(centavos); }
    static Payment of(const std::string& body);
};

}  // namespace aquacis::simulation
