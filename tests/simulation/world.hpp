#pragma once
// One run: a seed, a few tills of one or two administrations, a server and a network that does what networks do. Every
// step is chosen by the seed; after every step the laws are checked, and after the network healed the run must come to
// rest in a bounded number of steps.

#include <deque>
#include <memory>

#include "tests/simulation/sim_node.hpp"

namespace aquacis::simulation {

struct Faults {
    bool clones = false;          // a till's file runs on two machines
    bool node_backups = false;    // a till's file goes back to an older copy
    bool server_backups = false;  // the server's databases go back to an older state
    bool losses = false;          // synchub's database is lost, sometimes when tills no longer have their beginning
    bool context_faults = false;  // a context is away, has a bug, or its answer is lost
    bool newer_tills = false;     // tills are upgraded before the cloud
    // A cancellation is refused after a close, and a copy's closes are not the other's: only the model takes both.
    bool without_cancels = false;
    int stormy_steps = 400;
    Defects defects{};
};

struct Report {
    int payments = 0;
    int crashes = 0;
    int streams = 0;
    int resets = 0;
    int restores = 0;  // clones made, backups put back, databases lost
    int epochs = 0;    // new ones, because of them
    int steps_to_rest = 0;
};

class World {
public:
    // The tills stand in these administrations in turn.
    World(std::uint64_t seed, Faults faults, std::filesystem::path folder, std::unique_ptr<Server> server,
          std::vector<int> administrations = {11});
    ~World();
    Report run();  // throws Broken

private:
    struct Connection {
        std::size_t node = 0;
        std::deque<sync::v1::ClientMsg> up;
        std::deque<sync::v1::ServerMsg> down;
        std::unique_ptr<Stream> stream;
        bool is_node_there = true;  // a node that went away leaves what it sent on its way
        bool is_server_there = true;
    };

    void step();
    void act(SimNode& node);
    std::optional<SimNode::Charge> next_charge(const SimNode& node);
    Mishap some_mishap();
    void connect(std::size_t node);
    void disconnect(SimNode& node);
    void react(std::size_t node, sync::Session::Reaction reaction);
    void tick(std::size_t node);
    void deliver_up(Connection& connection);
    void deliver_down(std::uint64_t id, Connection& connection);
    void fault();
    void crash_server();
    void restore_server();
    void clone_node();
    void restore_node();
    void lose_synchub();
    void heal_and_rest();
    bool is_at_rest();
    void check_end();
    Connection* some_connection();
    std::size_t some_node() { return static_cast<std::size_t>(chance_.below(static_cast<int>(nodes_.size()))); }
    void add_node(const Uuid& device, int administration);
    void check_money(int administration);

    Chance chance_;
    Faults faults_;
    std::filesystem::path folder_;
    Instant now_ = from_microseconds(1'790'000'000'000'000);
    std::unique_ptr<Server> server_;
    std::vector<int> administrations_;
    std::vector<std::unique_ptr<SimNode>> nodes_;
    std::map<std::uint64_t, Connection> connections_;
    std::uint64_t next_connection_ = 1;
    struct Told {
        Payment payment;
        int administration = 0;
    };
    std::map<std::string, Told> on_screen_;               // what a cashier was told is kept
    std::set<std::string> cancelled_;                     // likewise
    std::map<std::pair<int, std::string>, int> charges_;  // of each contract
    std::set<std::string> of_a_copy_;                     // payments whose folio another file may have printed as well
    bool has_backup_ = false;
    int steps_ = 0;
    Instant log_still_until_{};
    bool is_healed_ = false;
    Report report_;
};

}  // namespace aquacis::simulation
