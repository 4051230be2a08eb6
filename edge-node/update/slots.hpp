#pragma once
// Two slots for releases, A and B, beneath one folder, and the table that says which of them starts:
//   A/ B/         a release each: bin/aquacis-edge, what else it brings, its manifest.json
//   slots.json    the table, replaced whole, durable before what it tells of is used
//   slots.lock    held while the table is read and replaced; install.lock while a slot is filled
// Where no slot is fit to start, the program of the system's own package does: the slot "package".

#include <array>
#include <filesystem>
#include <functional>
#include <string>

namespace aquacis::edge::update {

enum class SlotStatus { empty, trial, good, bad };
std::string_view to_string(SlotStatus status);

inline constexpr int no_slot = -1;  // the package's program
inline constexpr int max_attempts = 3;

struct Slot {
    SlotStatus status = SlotStatus::empty;
    std::string version;
    int attempts = 0;  // starts while on trial
    std::string why;   // of a bad one
};

// How the node was before the update: the new release must be no worse. Unknown: it did not answer then.
struct Before {
    bool known = false;
    bool cloud = false;
    int receivers_open = 0;
};

struct SlotTable {
    int primary = no_slot;
    std::array<Slot, 2> slots;
    Before before;
    bool restart_due = false;  // what runs is not what the table names; the next start clears it

    bool on_trial() const { return primary != no_slot && at(primary).status == SlotStatus::trial; }
    Slot& at(int slot) { return slots.at(static_cast<std::size_t>(slot)); }
    const Slot& at(int slot) const { return slots.at(static_cast<std::size_t>(slot)); }
    int other() const;  // the slot that the next update goes to: never the one that starts
    bool waits_for_its_start() const { return on_trial() && at(primary).attempts == 0; }
    void give_up(
        std::string why);  // the primary is bad from now on; the other one starts if it is good, else the package's
    void mark_good();
};

std::string slot_name(int slot);  // "A", "B", "package"

// Told before and after everything that changes the disk, in order; a test cuts the power there.
enum class DiskStep { file_written, file_synced, folder_changed, folder_synced, table_before, table_after };
using OnDisk = std::function<void(DiskStep step, const std::filesystem::path& path)>;

class SlotFolder {
public:
    explicit SlotFolder(
        std::filesystem::path folder, OnDisk on_disk = [](DiskStep, const std::filesystem::path&) {});

    SlotTable read() const;  // all empty when there is none yet; throws UpdateError when it is damaged
    // Reads, lets `how` change it and writes it durably, one at a time. Throws std::system_error when it cannot be
    // written.
    SlotTable change(const std::function<void(SlotTable&)>& how) const;

    // The slot to start now: a restart is no longer due. Counts the attempt of a release on trial, and gives up one
    // that used its attempts. A trial that cannot be counted (no room, a damaged disk) is not started; a damaged table
    // starts the package's program.
    int choose() const;

    std::filesystem::path path(int slot) const { return folder_ / slot_name(slot); }
    const std::filesystem::path& folder() const { return folder_; }
    void told(DiskStep step, const std::filesystem::path& path) const { on_disk_(step, path); }

private:
    const std::filesystem::path folder_;
    const OnDisk on_disk_;
};

// A file's lock (flock), let go with the object.
class FileLock {
public:
    enum class When { wait, only_if_free };
    FileLock(const std::filesystem::path& file, When when);  // throws std::system_error
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    bool held() const { return held_; }

private:
    int descriptor_;
    bool held_;
};

}  // namespace aquacis::edge::update
