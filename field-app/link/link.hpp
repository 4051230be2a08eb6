#pragma once
// The till's link to the server: an agent while it is wanted, nothing while it is not. Offline is a normal state.

#include <filesystem>
#include <functional>
#include <memory>

#include "field-app/core/office_config.hpp"
#include "field-app/core/store/feed_target.hpp"
#include "sync/engine/agent.hpp"

namespace aquacis::office {

class Link {
public:
    Link(const OfficeConfig& config, sqlite::File file, const Clock& clock, RandomBits random);
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
    const OfficeConfig& config_;
    sqlite::File file_;
    const Clock& clock_;
    RandomBits random_;
    OfficeFeedTarget target_;
    Instant offline_since_;
    std::function<void()> listener_;
    std::unique_ptr<sync::Agent> agent_;
};

}  // namespace aquacis::office
