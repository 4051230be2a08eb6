#pragma once
// What the cloud asks of the node, each once and only in time.

#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace aquacis::edge {

class Commands {
public:
    struct Ways {
        std::function<void()> reload_keys;
        std::function<void()> send_again;
        std::function<std::string()> state;
    };
    explicit Commands(Ways ways) : ways_(std::move(ways)) {}

    // A serialized CommandAnswer; nothing when the bytes are no command. `now`: nothing while the clock is not known.
    std::optional<std::string> handle(const std::string& bytes, std::optional<Instant> now);

private:
    static constexpr std::size_t max_remembered = 64;
    static constexpr std::size_t max_detail = 200'000;
    struct Done {
        std::string command_id;
        std::string answer;
    };
    const Ways ways_;
    std::deque<Done> done_;
};

}  // namespace aquacis::edge
