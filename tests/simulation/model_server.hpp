#pragma once
// A server that keeps the session's contract in memory: hundreds of seeds in seconds, and restores that a real database
// takes minutes for. What is in Durable is what databases hold; the rest goes with a crash. Admission is synchub's own
// code; the rest of synchub and payments is driven by real_server.hpp.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sync/model/admission.hpp"
#include "sync/model/digest.hpp"
#include "sync/model/operation.hpp"
#include "tests/simulation/bodies.hpp"
#include "tests/simulation/server.hpp"

namespace aquacis::simulation {

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
    std::map<Uuid, std::map<std::string, FolioRange>> grants;             // device → request key → range
    std::map<std::pair<Uuid, std::int64_t>, std::string> folios;          // folio that stands → payment
    std::map<std::string, std::uint64_t> versions;                        // of accounts
    std::vector<AccountEvent> log;                                        // the whole of it
    std::size_t projected = 0;                                            // how much of it the feed holds
    // The feed.
    std::map<std::string, Row> rows;  // "kind/id"
    std::uint64_t position = 0;
    std::uint64_t checksum = 0;
};

class ModelServer final : public Server {
public:
    struct ModelStream final : Stream {
        std::optional<Uuid> device;
        std::uint32_t epoch = 0;
        std::uint64_t proven = 0;  // up to here the node showed that it holds the same chain
        std::set<Key> owed;
        bool is_subscribed = false, has_committed = false;
        std::uint64_t sent_position = 0, sent_seen = 0;
    };

    std::unique_ptr<Stream> connect(const Uuid&, int administration) override;
    Messages receive(Stream& stream, const sync::v1::ClientMsg& message) override;
    Messages pump(Stream& stream, int row_limit) override;
    void decide(Mishap mishap, Chance& chance) override;
    bool project_one() override;
    bool is_all_projected() const override { return durable.projected == durable.log.size(); }
    Standing standing(int administration) override;
    void check() override;
    void back_up() override { backup_ = durable; }
    bool restore(const std::string& incarnation) override;
    void lose_synchub(const std::string& incarnation) override;

    Durable durable;
    bool was_lost = false;

private:
    Messages hello(ModelStream& stream, const sync::v1::Hello& hello);
    Messages push(ModelStream& stream, const sync::v1::PushOps& batch);
    bool take(ModelStream& stream, Device& device, const sync::Operation& operation, sync::v1::PushResult& result);
    Answer apply(const Uuid& device, const Key& key, const sync::Operation& operation);
    Answer act(const Uuid& device, const Key& key, const sync::Operation& operation);
    Answer take_payment(const Uuid& device, const std::string& body);
    void announce(const std::string& contract, const Uuid& device, const Key& cause);
    void give_back(const Uuid& device, const sync::v1::Granted& held);
    void grant(const ModelStream& stream, const sync::v1::Ask& ask, sync::v1::Granted& granted);
    bool is_settled(const Device& device, const Key& key, const Taken& taken) const;
    void advance_seen(const Uuid& device);
    void put_row(const std::string& id, const std::string& body);
    sync::v1::ServerMsg welcome(const ModelStream& stream, std::uint64_t acknowledged) const;

    std::optional<Durable> backup_;
    std::string partition_;  // the model has one administration
};

}  // namespace aquacis::simulation
