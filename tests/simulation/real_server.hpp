#pragma once
// The server itself: synchub's sessions, decider, projection and store, the platform's operations and payments'
// handlers and ledger, on a real PostgreSQL. What a run adds are a wire without a port, a clock, a log that is still at
// times, and contexts that fail.

#include <deque>
#include <map>

#include "tests/simulation/server.hpp"

namespace aquacis::simulation {

class RealServer final : public Server {
public:
    explicit RealServer(std::vector<int> administrations);  // that no other run of this program has
    ~RealServer() override;

    std::unique_ptr<Stream> connect(const Uuid& device, int administration) override;
    Messages receive(Stream& stream, const sync::v1::ClientMsg& message) override;
    Messages pump(Stream& stream, int row_limit) override;
    void decide(Mishap mishap, Chance& chance) override;
    bool project_one() override;
    bool is_all_projected() const override;
    Standing standing(int administration) override;
    void crash() override;
    void check() override;
    void lose_synchub(const std::string& incarnation) override;
    void upgrade() override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace aquacis::simulation
