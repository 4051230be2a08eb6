#include "edge-node/gateway/commands.hpp"

#include <algorithm>

#include "aquacis/edge/v1/edge.pb.h"
#include "base/log/log.hpp"

namespace aquacis::edge {

std::optional<std::string> Commands::handle(const std::string& bytes, std::optional<Instant> now) {
    v1::Command command;
    if (!command.ParseFromString(bytes) || command.command_id().empty()) return std::nullopt;
    const auto known = std::find_if(done_.begin(), done_.end(), [&](const Done& one) { return one.command_id == command.command_id(); });
    if (known != done_.end()) return known->answer;

    v1::CommandAnswer answer;
    answer.set_command_id(command.command_id());
    answer.set_status("done");
    if (!now) {
        answer.set_status("refused");
        answer.set_detail("the clock is not set, so the expiry cannot be judged");
    } else if (to_microseconds(*now) > command.expires_at_us()) {
        answer.set_status("expired");
    } else if (command.kind() == v1::COMMAND_KIND_RELOAD_KEYS) {
        ways_.reload_keys();
    } else if (command.kind() == v1::COMMAND_KIND_SEND_AGAIN) {
        ways_.send_again();
    } else if (command.kind() == v1::COMMAND_KIND_REPORT_STATE) {
        answer.set_detail(ways_.state().substr(0, max_detail));
    } else {
        answer.set_status("refused");
        answer.set_detail("this program does not know that command");
    }
    log::info("command.answered", {{"command", command.command_id()}, {"kind", static_cast<int>(command.kind())}, {"status", answer.status()}});
    if (done_.size() == max_remembered) done_.pop_front();
    done_.push_back({command.command_id(), answer.SerializeAsString()});
    return done_.back().answer;
}

}  // namespace aquacis::edge
