#pragma once
// What the cloud asks of the node, each once and only in time.

#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "edge-node/gateway/receivers/receiver.hpp"

namespace aquacis::edge {

struct UpdateWish {
    std::string url;
    std::string sha256;
    std::chrono::steady_clock::time_point until{};
    std::string command;  // as it came: it takes long, and a restart within it is no end of it
};
using UpdateAnswer = std::function<void(bool brought, const std::string& detail)>;

class Commands {
public:
    struct Ways {
        std::function<void()> reload_keys;
        std::function<void()> send_again;
        std::function<std::string()> state;
        std::function<bool(std::optional<std::string> meter)> read_now;  // false: no such meter
        std::function<bool(const std::string& command_id)>
            restart;  // soon, after what is answered; false: it could not be noted
        std::function<std::string()> logs;
        std::function<bool(const ValveWish&, const ValveAnswer&)> valve;     // false: no such valve
        std::function<std::string(const UpdateWish&, UpdateAnswer)> update;  // empty: begun; else why not
        std::function<bool()> renew_certificate;  // asks soon; false: it has none that can be
        std::function<void(std::string)> answer;  // a serialized CommandAnswer
    };
    // `done_before`: the command that restarted the node, if one did: it may come again.
    Commands(Ways ways, const std::optional<std::string>& done_before);

    // `now`: nothing while the clock is not known.
    void handle(const std::string& bytes, std::optional<Instant> now);

private:
    static constexpr std::size_t max_remembered = 64;
    static constexpr std::size_t max_detail = 200'000;
    struct Done {
        std::string command_id;
        std::string answer;  // empty: it comes
    };
    struct Verdict {
        std::string status = "done";
        std::string detail{};
    };
    void finish(const std::string& command_id, const Verdict& verdict);
    std::optional<std::string> answer_before(
        const std::string& command_id);  // empty: it comes; nothing: never heard, remembered from now
    void remember(Done done);            // with the lock held

    const Ways ways_;
    std::mutex mutex_;
    std::deque<Done> done_;
};

}  // namespace aquacis::edge
