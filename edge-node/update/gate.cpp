#include "edge-node/update/gate.hpp"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/durable_file.hpp"
#include "base/http/client.hpp"
#include "base/log/log.hpp"
#include "edge-node/update/child.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds answer_within{4'000};
constexpr std::chrono::milliseconds look_again{100};

std::string prove(const UpdateSettings& settings, const std::string& release, const Before& before) {
    const GateWays ways{[&] { return ask_health(settings.health_url); }, [] { return steady_clock::now(); },
                        [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }};
    return watch(ways, settings.gate, release, before);
}

void run_or_tell(const std::vector<std::string>& words) {
    if (const int status = run_child(words); status != 0)
        log::error("update.command_failed", {{"command", words.front()}, {"status", status}});
}

// Who installed a release, or went back, restarts the node. Should that one have died before it did, it is done here.
SlotTable see_to_the_restart(const UpdateSettings& settings, const SlotFolder& slots) {
    const auto started_within = [&](std::chrono::milliseconds patience) {
        for (const auto end = steady_clock::now() + patience; slots.read().restart_due && steady_clock::now() < end;)
            std::this_thread::sleep_for(look_again);
        return !slots.read().restart_due;
    };
    if (!slots.read().restart_due || started_within(settings.restart_within)) return slots.read();
    log::warning("update.restart_was_due", {});
    run_or_tell(settings.restart);
    started_within(settings.restart_within);
    return slots.read();
}

// What the gate saw when it last found the node well, with RAUC.
struct Proven {
    std::string release;
    Before before;
};

Proven read_proven(const std::filesystem::path& file) {
    std::ifstream in(file);
    const json told = json::parse(std::string{std::istreambuf_iterator<char>(in), {}}, nullptr, false);
    if (!told.is_object()) return {};
    return {told.value("release", ""), {true, told.value("cloud", false), told.value("receivers_open", 0)}};
}

void keep_proven(const std::filesystem::path& file, const std::string& release, const HealthAnswer& seen) {
    const std::string told =
        json{{"release", release}, {"cloud", seen.cloud}, {"receivers_open", seen.receivers_open}}.dump() + "\n";
    std::ifstream in(file);
    if (std::string{std::istreambuf_iterator<char>(in), {}} == told) return;  // spares the flash
    std::filesystem::create_directories(file.parent_path());
    write_durably(file, told);
}

void mark(const UpdateSettings& settings, const char* how) {
    if (run_child({settings.rauc_program, "status", how, "booted"}) != 0)
        throw UpdateError(std::string("rauc status ") + how + " booted failed: see journalctl -u rauc");
}

}  // namespace

HealthAnswer ask_health(const std::string& url) {
    // By loopback to the node's own page, whose certificate need not be of a known authority.
    http::Client client(url, {.in = http::Trust::In::anybody, .authorities_pem = {}});
    const http::Exchange exchange =
        client.send({.method = "GET", .target = "/health", .headers = {}, .body = {}}, answer_within);
    if (exchange.outcome != http::Exchange::Outcome::answered) return {};
    return read_health(exchange.response.status, exchange.response.body);
}

// A release on trial is kept or given up by what it proves. The table is read again before it is changed, because the
// start may have decided meanwhile.
Verdict gate_slots(const UpdateSettings& settings) {
    const SlotFolder slots(settings.folder);
    const SlotTable table = see_to_the_restart(settings, slots);
    if (!table.on_trial() || table.waits_for_its_start()) return Verdict::nothing_on_trial;
    const int slot = table.primary;
    const std::string release = table.at(slot).version;
    log::info("update.gate_began",
              {{"slot", slot_name(slot)}, {"release", release}, {"cloud_before", table.before.cloud}});
    const std::string why = prove(settings, release, table.before);
    bool still = false;
    const SlotTable now = slots.change([&](SlotTable& changed) {
        // The start may have given it up meanwhile.
        still = changed.on_trial() && changed.primary == slot && changed.at(slot).version == release;
        if (!still) return;
        if (why.empty()) return changed.mark_good();
        changed.give_up(why);
        changed.restart_due = true;
    });
    if (why.empty() && still) {
        log::info("update.kept", {{"slot", slot_name(slot)}, {"release", release}});
        return Verdict::kept;
    }
    log::error("update.gone_back", {{"from", release}, {"to", slot_name(now.primary)}, {"why", why}});
    if (still) run_or_tell(settings.restart);
    return Verdict::gone_back;
}

Verdict gate_rauc(const UpdateSettings& settings) {
    const auto file = settings.folder / "proven.json";
    const Proven proven = read_proven(file);
    const std::string release = sha256_of(settings.rauc_release_file);
    const bool on_trial = release != proven.release;
    if (!on_trial) mark(settings, "mark-good");
    // The node in a RAUC image is the package's own program: it names no release.
    const std::string why = prove(settings, "", proven.before);
    if (why.empty()) {
        if (on_trial) mark(settings, "mark-good");
        keep_proven(file, release, ask_health(settings.health_url));
        log::info("update.kept", {{"with", "rauc"}, {"was_on_trial", on_trial}});
        return on_trial ? Verdict::kept : Verdict::nothing_on_trial;
    }
    log::error(on_trial ? "update.gone_back" : "update.not_well", {{"why", why}, {"with", "rauc"}});
    if (!on_trial) return Verdict::nothing_on_trial;
    mark(settings, "mark-bad");
    run_or_tell(settings.reboot);
    return Verdict::gone_back;
}

}  // namespace aquacis::edge::update
