#include "edge-node/gateway/commands.hpp"

#include "aquacis/edge/v1/edge.pb.h"
#include "base/log/log.hpp"
#include "edge-node/gateway/receivers/meter_key.hpp"

namespace aquacis::edge {
namespace {

std::string make_answer(const std::string& command_id, const std::string& status, const std::string& detail) {
    v1::CommandAnswer answer;
    answer.set_command_id(command_id);
    answer.set_status(status);
    answer.set_detail(detail);
    return answer.SerializeAsString();
}

bool is_meter(const std::string& name) {
    return name.size() == 12 && name[3] == ' ' && pack_name(name.substr(0, 3), name.substr(4));
}

std::optional<ValveWish> read_valve(const v1::Command& command, Instant now) {
    if (command.valve() != v1::VALVE_POSITION_OPEN && command.valve() != v1::VALVE_POSITION_CLOSED) return std::nullopt;
    ValveWish wish;
    wish.meter.manufacturer = command.meter().substr(0, 3);
    wish.meter.id = command.meter().substr(4);
    wish.position =
        command.valve() == v1::VALVE_POSITION_OPEN ? ValveWish::Position::open : ValveWish::Position::closed;
    wish.expires_at = std::chrono::steady_clock::now() + (from_microseconds(command.expires_at_us()) - now);
    return wish;
}

}  // namespace

Commands::Commands(Ways ways, const std::optional<std::string>& done_before) : ways_(std::move(ways)) {
    if (done_before) remember({*done_before, make_answer(*done_before, "done", "")});
}

void Commands::handle(const std::string& bytes, std::optional<Instant> now) {
    v1::Command command;
    if (!command.ParseFromString(bytes) || command.command_id().empty() || command.command_id().size() > 100) return;
    const std::string& id = command.command_id();
    if (const auto before = answer_before(id)) {
        if (!before->empty()) ways_.answer(*before);
        return;
    }
    log::info("command.taken", {{"command", id}, {"kind", static_cast<int>(command.kind())}});
    if (!now) return finish(id, {"refused", "the clock is not set, so the expiry cannot be judged"});
    if (to_microseconds(*now) > command.expires_at_us()) return finish(id, {"expired"});
    const bool names_meter = !command.meter().empty();
    if (names_meter && !is_meter(command.meter()))
        return finish(id, {"refused", "meter must be such as \"KAM 64107712\""});
    switch (command.kind()) {
        case v1::COMMAND_KIND_RELOAD_KEYS:
            ways_.reload_keys();
            return finish(id, {});
        case v1::COMMAND_KIND_SEND_AGAIN:
            ways_.send_again();
            return finish(id, {});
        case v1::COMMAND_KIND_REPORT_STATE:
            return finish(id, {"done", ways_.state()});
        case v1::COMMAND_KIND_SEND_LOGS:
            return finish(id, {"done", ways_.logs()});
        case v1::COMMAND_KIND_READ_NOW:
            if (ways_.read_now(names_meter ? std::optional(command.meter()) : std::nullopt)) return finish(id, {});
            return finish(id, {"refused", "this gateway never heard that meter"});
        case v1::COMMAND_KIND_RESTART:
            if (ways_.restart(id)) return finish(id, {});
            return finish(
                id,
                {"failed", "the disk does not take a note of it, and without one it would be done again and again"});
        case v1::COMMAND_KIND_VALVE: {
            const auto wish = names_meter ? read_valve(command, *now) : std::nullopt;
            if (!wish) return finish(id, {"refused", "a valve's command needs meter, and valve open or closed"});
            const ValveAnswer answer = [this, id](const ValveOutcome& outcome) {
                finish(id, {outcome.taken ? "done" : "failed", outcome.detail});
            };
            if (!ways_.valve(*wish, answer)) finish(id, {"refused", "no receiver here knows a valve of that meter"});
            return;
        }
        case v1::COMMAND_KIND_UPDATE: {
            const auto left = from_microseconds(command.expires_at_us()) - *now;
            const UpdateWish wish{command.url(), command.sha256(), std::chrono::steady_clock::now() + left, bytes};
            const std::string why_not = ways_.update(wish, [this, id](bool brought, const std::string& detail) {
                finish(id, {brought ? "done" : "failed", detail});
            });
            if (!why_not.empty()) finish(id, {"refused", why_not});
            return;
        }
        case v1::COMMAND_KIND_RENEW_CERTIFICATE:
            if (ways_.renew_certificate()) return finish(id, {});
            return finish(id,
                          {"refused", "this gateway was not enrolled with a code: its certificate is placed by hand"});
        default:
            return finish(id, {"refused", "this program does not know that command"});
    }
}

void Commands::finish(const std::string& command_id, const Verdict& verdict) {
    const std::string answer = make_answer(command_id, verdict.status, verdict.detail.substr(0, max_detail));
    log::info("command.answered", {{"command", command_id}, {"status", verdict.status}});
    {
        const std::lock_guard lock(mutex_);
        for (Done& one : done_)
            if (one.command_id == command_id) one.answer = answer;
    }
    ways_.answer(answer);
}

std::optional<std::string> Commands::answer_before(const std::string& command_id) {
    const std::lock_guard lock(mutex_);
    for (const Done& one : done_)
        if (one.command_id == command_id) return one.answer;
    remember({command_id, ""});
    return std::nullopt;
}

void Commands::remember(Done done) {
    if (done_.size() == max_remembered) done_.pop_front();
    done_.push_back(std::move(done));
}

}  // namespace aquacis::edge
