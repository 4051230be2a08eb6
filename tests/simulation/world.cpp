#include "tests/simulation/world.hpp"

#include <algorithm>

namespace aquacis::simulation {
namespace {

constexpr int tills = 3;
constexpr int contracts = 6;
constexpr int most_charges = 30;  // of a contract: each is another power of two
constexpr int most_steps_to_rest = 6000;

}  // namespace

World::World(std::uint64_t seed, Faults faults, std::filesystem::path folder, std::unique_ptr<Server> server,
             std::vector<int> administrations)
    : chance_(seed),
      faults_(faults),
      folder_(std::move(folder)),
      server_(std::move(server)),
      administrations_(std::move(administrations)) {
    std::filesystem::create_directories(folder_);
    server_->defects = faults_.defects;
    server_->now = now_;
    for (int i = 0; i < tills; ++i) {
        const int administration = administrations_[static_cast<std::size_t>(i) % administrations_.size()];
        add_node(make_named_uuid({}, std::to_string(administration) + " till " + std::to_string(i)), administration);
    }
}

World::~World() {
    nodes_.clear();
    std::filesystem::remove_all(folder_);
}

void World::add_node(const Uuid& device, int administration) {
    const SimNode::Place place{folder_ / ("till-" + std::to_string(nodes_.size()) + ".db"), device, administration};
    nodes_.push_back(std::make_unique<SimNode>(place, chance_, faults_.defects, cancelled_));
}

Report World::run() {
    for (int i = 0; i < faults_.stormy_steps; ++i)
        step();
    heal_and_rest();
    check_end();
    return report_;
}

void World::step() {
    now_ += std::chrono::milliseconds(1 + chance_.below(400));
    server_->now = now_;
    const int choice = chance_.below(100);
    if (choice < 12) {
        act(*nodes_[some_node()]);
    } else if (choice < 30) {
        tick(some_node());
    } else if (choice < 52) {
        if (Connection* connection = some_connection()) deliver_up(*connection);
    } else if (choice < 76) {
        if (!connections_.empty()) {
            auto at = connections_.begin();
            std::advance(at, chance_.below(static_cast<int>(connections_.size())));
            deliver_down(at->first, at->second);
        }
    } else if (choice < 84) {
        server_->decide(some_mishap(), chance_);
    } else if (choice < 90) {
        if (now_ >= log_still_until_) server_->project_one();
    } else if (choice < 96) {
        if (Connection* connection = some_connection(); connection != nullptr && connection->is_server_there)
            for (auto& message : server_->pump(*connection->stream, 1 + chance_.below(4))) {
                // Once in a while a row is lost on the server's way out: only the checksum can find that.
                if (!is_healed_ && message.has_rows() && chance_.permille(5)) continue;
                connection->down.push_back(std::move(message));
            }
    } else if (!is_healed_) {
        fault();
    }
    if (++steps_ % server_->steps_a_check == 0) server_->check();
}

World::Connection* World::some_connection() {
    if (connections_.empty()) return nullptr;
    auto at = connections_.begin();
    std::advance(at, chance_.below(static_cast<int>(connections_.size())));
    return &at->second;
}

Mishap World::some_mishap() {
    if (is_healed_) return Mishap::none;
    if (chance_.percent(10)) return Mishap::answer_is_lost;
    if (!faults_.context_faults || chance_.percent(60)) return Mishap::none;
    return chance_.percent(50) ? Mishap::context_is_away : Mishap::context_is_broken;
}

std::optional<SimNode::Charge> World::next_charge(const SimNode& node) {
    const std::string contract =
        make_named_uuid({}, "contract " + std::to_string(chance_.below(contracts))).to_string();
    int& charges = charges_[{node.place.administration, contract}];
    if (charges == most_charges) return std::nullopt;
    return SimNode::Charge{contract, std::int64_t{1} << charges++};
}

void World::act(SimNode& node) {
    if (is_healed_) return;
    node.version = faults_.newer_tills && chance_.percent(10) ? 2 : 1;
    const int choice = chance_.below(100);
    if (choice < 8) {
        node.do_unknown(now_);
    } else if (choice < 16) {
        const auto cancelled = faults_.without_cancels ? std::nullopt : node.cancel_last(now_);
        if (cancelled) cancelled_.insert(*cancelled);
    } else if (choice < 20) {
        node.close_session(now_);
    } else if (const auto charge = next_charge(node)) {
        if (const auto payment = node.pay(*charge, now_, chance_.percent(5))) {
            on_screen_[payment->id] = {*payment, node.place.administration};
            if (node.is_copy) of_a_copy_.insert(payment->id);
            ++report_.payments;
        }
    }
    node.check();
}

void World::connect(std::size_t index) {
    SimNode& node = *nodes_[index];
    const std::uint64_t id = next_connection_++;
    connections_[id].node = index;
    connections_[id].stream = server_->connect(node.place.device, node.place.administration);
    node.connection = id;
    ++report_.streams;
    react(index, node.session().opened(node.clock(now_)));
}

// The node is away; what it had sent may still arrive, what was sent to it is lost.
void World::disconnect(SimNode& node) {
    if (!node.connection) return;
    Connection& connection = connections_.at(*node.connection);
    connection.is_node_there = false;
    connection.down.clear();
    if (chance_.percent(50)) connection.up.clear();
    node.connection.reset();
    node.session().closed();
}

void World::react(std::size_t index, sync::Session::Reaction reaction) {
    SimNode& node = *nodes_[index];
    if (node.connection)
        for (auto& message : reaction.send)
            connections_.at(*node.connection).up.push_back(std::move(message));
    if (reaction.hang_up) {
        if (reaction.at_once) ++report_.resets;
        disconnect(node);
    }
    node.check();
}

void World::tick(std::size_t index) {
    SimNode& node = *nodes_[index];
    if (!node.connection) {
        if (is_healed_ || chance_.percent(40)) connect(index);
        return;
    }
    react(index, node.session().tick(node.clock(now_)));
}

void World::deliver_up(Connection& connection) {
    if (connection.up.empty() || !connection.is_server_there) return;
    auto message = connection.up.front();
    connection.up.pop_front();
    if (!is_healed_ && message.has_push_ops() && chance_.percent(3)) connection.up.push_front(message);  // duplicated
    const bool crashes_after_commit = !is_healed_ && chance_.permille(15);
    auto answers = server_->receive(*connection.stream, message);
    if (message.has_hello() && answers.size() == 1 && answers[0].welcome().epoch() != message.hello().epoch())
        ++report_.epochs;
    if (message.has_push_ops() && !answers.empty() && answers[0].has_welcome()) ++report_.epochs;
    if (crashes_after_commit) {  // between commit and answer
        crash_server();
        return;
    }
    for (auto& answer : answers)
        connection.down.push_back(std::move(answer));
    if (connection.stream->is_closed) connection.is_server_there = false;
}

void World::deliver_down(std::uint64_t id, Connection& connection) {
    SimNode& node = *nodes_[connection.node];
    if (!connection.is_node_there) {
        if (connection.up.empty()) connections_.erase(id);
        return;
    }
    if (connection.down.empty()) {
        if (!connection.is_server_there) disconnect(node);
        return;
    }
    const auto message = connection.down.front();
    connection.down.pop_front();
    node.disk_is_full = !is_healed_ && chance_.percent(3);
    try {
        react(connection.node, node.session().received(message, node.clock(now_)));
    } catch (const DiskFull&) {  // as the agent does: the stream is left, the file is as before
        disconnect(node);
        node.check();
    }
    node.disk_is_full = false;
}

void World::fault() {
    SimNode& node = *nodes_[some_node()];
    if (faults_.server_backups && chance_.percent(25)) return restore_server();
    if (faults_.clones && chance_.percent(20)) return clone_node();
    if (faults_.node_backups && chance_.percent(50)) return restore_node();
    if (faults_.losses && chance_.percent(20)) return lose_synchub();
    switch (chance_.below(6)) {
        case 0:
        case 1:
            disconnect(node);
            break;
        case 2:
            disconnect(node);
            node.crash();
            ++report_.crashes;
            node.check();
            break;
        case 3:
            crash_server();
            break;
        case 4:
            log_still_until_ = now_ + std::chrono::seconds(chance_.below(60));
            break;
        default:
            node.clock_offset = std::chrono::hours(24 * 365) * (chance_.below(201) - 100);
            break;
    }
}

void World::crash_server() {
    ++report_.crashes;
    server_->crash();
    for (auto& [id, connection] : connections_) {
        connection.is_server_there = false;
        connection.up.clear();
        if (chance_.percent(50)) connection.down.clear();
    }
}

void World::restore_server() {
    if (!has_backup_ || chance_.percent(60)) {
        server_->back_up();
        has_backup_ = true;
        return;
    }
    ++report_.restores;
    crash_server();
    for (auto& [id, connection] : connections_)
        connection.down.clear();  // nothing of the lost history arrives later
    server_->restore("restored " + std::to_string(chance_.bits()));
}

void World::lose_synchub() {
    if (chance_.percent(60)) {  // a month passes: at their next hello tills give up what was answered and seen
        now_ += std::chrono::hours(31 * 24);
        return crash_server();
    }
    ++report_.restores;
    crash_server();
    for (auto& [id, connection] : connections_)
        connection.down.clear();
    server_->lose_synchub("anew " + std::to_string(chance_.bits()));
}

void World::clone_node() {
    if (nodes_.size() >= tills + 2) return;
    ++report_.restores;
    const std::size_t original = some_node();
    const std::size_t copy = nodes_.size();
    add_node(nodes_[original]->place.device, nodes_[original]->place.administration);
    const auto file = folder_ / "clone.db";
    nodes_[original]->copy_to(file);
    nodes_[copy]->restore_from(file);
    nodes_[copy]->is_copy = nodes_[original]->is_copy = true;
}

// Back to an older copy, when all that it holds now is on the server: what only a lost disk knew is lost to everyone.
void World::restore_node() {
    SimNode& node = *nodes_[some_node()];
    const auto file = node.place.file.string() + ".backup";
    if (!std::filesystem::exists(file) || chance_.percent(30)) {
        node.copy_to(file);
        return;
    }
    if (node.ending().pending != 0) return;
    ++report_.restores;
    disconnect(node);
    node.restore_from(file);
    node.is_copy = true;
    std::filesystem::remove(file);
}

void World::heal_and_rest() {
    is_healed_ = true;
    server_->upgrade();
    log_still_until_ = now_;
    for (int i = 0; i < most_steps_to_rest; ++i) {
        step();
        if (i % 20 == 0 && is_at_rest()) {
            report_.steps_to_rest = i;
            return;
        }
        // Nodes of one device push each other to new epochs as long as both speak; a person ends that by switching one
        // off.
        if (i % 60 == 0) now_ += std::chrono::seconds(5);
    }
    std::string state;
    for (const auto& node : nodes_) {
        const auto ending = node->ending();
        state += " [" + std::to_string(ending.operations) + " operations, " + std::to_string(ending.pending) +
                 " pending, " + std::to_string(ending.unanswered) + " unanswered, seen " + std::to_string(ending.seen) +
                 ", position " + std::to_string(ending.position) + " of " +
                 std::to_string(server_->standing(node->place.administration).position) + "]";
    }
    throw Broken("11 liveness: the queues did not drain" + state);
}

bool World::is_at_rest() {
    if (!server_->is_all_projected()) return false;
    return std::all_of(nodes_.begin(), nodes_.end(), [&](const auto& node) {
        const auto ending = node->ending();
        return ending.pending == 0 && ending.unanswered == 0 && ending.seen == ending.operations &&
               ending.position == server_->standing(node->place.administration).position;
    });
}

// Each payment stands on the server as its cashier was told, in its own administration, and nothing besides.
void World::check_money(int administration) {
    auto credit = server_->standing(administration).credit;
    std::map<std::string, std::int64_t> expected;
    for (const auto& [id, told] : on_screen_) {
        if (told.administration != administration) continue;
        const bool stands = !cancelled_.contains(id);
        if (stands) expected[told.payment.contract] += told.payment.centavos;
        require(((credit[told.payment.contract] & told.payment.centavos) != 0) == stands,
                "1 money: payment " + id + " is not on the server as the cashier was told");
    }
    for (const auto& [contract, centavos] : credit)
        require(centavos == expected[contract], "1 money: the server's total is not what the cashiers took");
}

void World::check_end() {
    server_->check();
    for (const int administration : administrations_)
        check_money(administration);
    for (const auto& node : nodes_) {
        const auto ending = node->ending();
        const Standing standing = server_->standing(node->place.administration);
        require(ending.checksum == standing.checksum, "5 convergence: a checksum differs");
        for (const auto& [contract, body] : standing.rows) {
            const auto at = ending.confirmed.find(contract);
            require(at != ending.confirmed.end() && at->second == body, "5 convergence: " + contract + " differs");
        }
        const bool is_copied = faults_.clones || faults_.node_backups;
        for (const auto& [payment, verdict] : node->payments()) {
            const bool folio_may_be_anothers = of_a_copy_.contains(payment.id);
            require(verdict == sync::Verdict::accepted || (verdict == sync::Verdict::merged && folio_may_be_anothers),
                    "8 folios: payment " + payment.id + " does not stand under the folio that was printed");
        }
        for (const sync::Verdict verdict : node->closes())
            require(verdict == sync::Verdict::accepted || (verdict == sync::Verdict::merged && is_copied),
                    "1 money: a cash session closed with another sum than the server has");
    }
}

}  // namespace aquacis::simulation
