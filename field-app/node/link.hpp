#pragma once
// A device's link to the server: an agent while it is wanted, nothing while it is not. Offline is a normal state.

#include <filesystem>
#include <functional>
#include <memory>

#include "field-app/node/node_config.hpp"
#include "sync/engine/agent.hpp"

namespace aquacis::field {

class Link {
public:
    struct Parts {
        const NodeConfig& config;
        sqlite::File file;
        const Clock& clock;
        RandomBits random;
        sync::FeedTarget& target;                   // what the app does with what comes down
        std::function<std::string()> problem = {};  // Spanish: of the app, told while the link itself has none
    };
    explicit Link(Parts parts);
    ~Link();
    bool can_connect() const { return !config_.server.empty(); }
    void go_online();  // only when can_connect()
    void go_offline();
    void wake();                // an operation was appended
    void want(sync::Ask wish);  // what a person wants to see now; nothing happens while there is no link
    sync::LinkState state() const;
    // Called on the agent's thread after each change.
    void on_change(std::function<void()> listener);

private:
    const NodeConfig& config_;
    sqlite::File file_;
    const Clock& clock_;
    RandomBits random_;
    sync::FeedTarget& target_;
    std::function<std::string()> problem_;
    Instant offline_since_;
    std::function<void()> listener_;
    std::unique_ptr<sync::Agent> agent_;
};

}  // namespace aquacis::field
