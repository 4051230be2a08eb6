#include "edge-node/update/slots.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/durable_file.hpp"
#include "base/log/log.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array statuses{SlotStatus::empty, SlotStatus::trial, SlotStatus::good, SlotStatus::bad};

SlotStatus parse_status(const std::string& text) {
    for (const SlotStatus status : statuses)
        if (to_string(status) == text) return status;
    throw UpdateError("the table of slots names a status that is none: " + text);
}

ordered_json to_json(const SlotTable& table) {
    ordered_json told{{"primary", slot_name(table.primary)}};
    for (int slot = 0; slot < 2; ++slot) {
        const Slot& one = table.at(slot);
        told[slot_name(slot)] = {
            {"status", to_string(one.status)}, {"version", one.version}, {"attempts", one.attempts}, {"why", one.why}};
    }
    told["before"] = {
        {"known", table.before.known}, {"cloud", table.before.cloud}, {"receivers_open", table.before.receivers_open}};
    told["restart_due"] = table.restart_due;
    return told;
}

SlotTable from_json(const json& told) {
    SlotTable table;
    const std::string primary = told.at("primary");
    table.primary = primary == "A" ? 0 : primary == "B" ? 1 : no_slot;
    for (int slot = 0; slot < 2; ++slot) {
        const json& one = told.at(slot_name(slot));
        table.at(slot) = {parse_status(one.at("status")), one.at("version"), one.at("attempts"), one.at("why")};
    }
    const json& before = told.at("before");
    table.before = {before.at("known"), before.at("cloud"), before.at("receivers_open")};
    table.restart_due = told.value("restart_due", false);
    return table;
}

// What starts by this table, the trial's attempt counted.
void choose_by(SlotTable& table) {
    table.restart_due = false;
    if (table.primary == no_slot) return;
    Slot& slot = table.at(table.primary);
    if (slot.status == SlotStatus::good) return;
    if (slot.status == SlotStatus::trial && slot.attempts < max_attempts) {
        ++slot.attempts;
        return;
    }
    table.give_up("started " + std::to_string(slot.attempts) + " times and never marked good");
}

}  // namespace

std::string_view to_string(SlotStatus status) {
    constexpr std::string_view names[] = {"empty", "trial", "good", "bad"};
    return names[static_cast<std::size_t>(status)];
}

std::string slot_name(int slot) { return slot == no_slot ? "package" : slot == 0 ? "A" : "B"; }

int SlotTable::other() const { return primary == 0 ? 1 : 0; }

void SlotTable::give_up(std::string why) {
    if (primary == no_slot) return;
    const int next = other();
    at(primary).status = SlotStatus::bad;
    at(primary).why = std::move(why);
    primary = at(next).status == SlotStatus::good ? next : no_slot;
}

void SlotTable::mark_good() {
    if (primary == no_slot) return;
    at(primary).status = SlotStatus::good;
    at(primary).attempts = 0;
    at(primary).why.clear();
}

SlotFolder::SlotFolder(fs::path folder, OnDisk on_disk) : folder_(std::move(folder)), on_disk_(std::move(on_disk)) {}

SlotTable SlotFolder::read() const {
    std::ifstream in(folder_ / "slots.json");
    if (!in) return {};
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    try {
        return from_json(json::parse(text));
    } catch (const json::exception& fault) {
        throw UpdateError("the table of slots is damaged (" + std::string(fault.what()) + "): remove " +
                          (folder_ / "slots.json").string() + " and install the release again");
    }
}

SlotTable SlotFolder::change(const std::function<void(SlotTable&)>& how) const {
    fs::create_directories(folder_);
    const FileLock lock(folder_ / "slots.lock", FileLock::When::wait);
    SlotTable table = read();
    const std::string was = to_json(table).dump(1);
    how(table);
    const std::string is = to_json(table).dump(1);
    if (is == was) return table;
    on_disk_(DiskStep::table_before, folder_ / "slots.json");
    write_durably(folder_ / "slots.json", is + "\n", 0644);
    on_disk_(DiskStep::table_after, folder_ / "slots.json");
    return table;
}

int SlotFolder::choose() const {
    SlotTable table;
    try {
        table = read();
        if (table.primary == no_slot && !table.restart_due) return no_slot;
        return change(choose_by).primary;
    } catch (const UpdateError& fault) {
        log::error("update.table_damaged", {{"why", fault.what()}});
        return no_slot;
    } catch (const std::system_error& fault) {
        log::error("update.attempt_not_counted", {{"why", fault.what()}});
        if (table.on_trial()) table.give_up("its attempts cannot be counted");
        return table.primary;
    }
}

FileLock::FileLock(const fs::path& file, When when)
    : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)), held_(false) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), file.string());
    const int how = when == When::wait ? LOCK_EX : LOCK_EX | LOCK_NB;
    while (::flock(descriptor_, how) != 0) {
        if (errno == EINTR) continue;
        if (errno == EWOULDBLOCK) return;
        const int fault = errno;
        ::close(descriptor_);
        throw std::system_error(fault, std::generic_category(), file.string());
    }
    held_ = true;
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace aquacis::edge::update
