#include "edge-node/update/install.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

#include "base/durable_file.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file) { throw std::system_error(errno, std::generic_category(), file.string()); }

// A new file that was not there before; durable when it is closed with finish().
class NewFile {
public:
    NewFile(fs::path file, mode_t mode)
        : file_(std::move(file)),
          number_(::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)) {
        if (number_ < 0) fail(file_);
        if (::fchmod(number_, mode) != 0) fail(file_);
    }
    ~NewFile() { ::close(number_); }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = ::write(number_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) fail(file_);
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    void finish() const {
        if (::fsync(number_) != 0) fail(file_);
    }

private:
    const fs::path file_;
    const int number_;
};

void make_folders(const SlotFolder& slots, const fs::path& slot, const fs::path& folder) {
    if (fs::exists(folder)) return;
    if (folder != slot) make_folders(slots, slot, folder.parent_path());
    fs::create_directory(folder);
    fs::permissions(folder, static_cast<fs::perms>(0755));
    slots.told(DiskStep::folder_changed, folder);
}

void write_file(const SlotFolder& slots, const fs::path& file, mode_t mode,
                const std::function<void(const Bundle::Take&)>& bytes) {
    const NewFile out(file, mode);
    slots.told(DiskStep::folder_changed, file);
    bytes([&](std::string_view some) {
        out.write(some);
        slots.told(DiskStep::file_written, file);
    });
    out.finish();
    slots.told(DiskStep::file_synced, file);
}

void sync_folders(const SlotFolder& slots, const fs::path& slot) {
    std::vector<fs::path> folders{slots.folder(), slot};
    for (const auto& entry : fs::recursive_directory_iterator(slot))
        if (entry.is_directory()) folders.push_back(entry.path());
    for (const fs::path& folder : folders) {
        sync_folder(folder);
        slots.told(DiskStep::folder_synced, folder);
    }
}

void fill(const Bundle& bundle, const SlotFolder& slots, const fs::path& slot) {
    fs::remove_all(slot);
    make_folders(slots, slot, slot);
    for (const ManifestFile& file : bundle.manifest().files) {
        make_folders(slots, slot, (slot / file.path).parent_path());
        write_file(slots, slot / file.path, file.executable ? 0755 : 0644,
                   [&](const Bundle::Take& take) { bundle.read(file, take); });
    }
    write_file(slots, slot / "manifest.json", 0644, [&](const Bundle::Take& take) { take(bundle.manifest_json()); });
    sync_folders(slots, slot);
}

void check_fits(const Manifest& manifest, const SlotTable& table, const InstallRules& rules) {
    if (manifest.compatible != rules.compatible)
        throw UpdateError("the bundle is for " + manifest.compatible + ", this gateway is " + rules.compatible +
                          ": bring the one for it");
    if (table.on_trial())
        throw UpdateError("release " + table.at(table.primary).version +
                          " is on trial: wait for its gate, or: update mark-good, update rollback");
    if (rules.allow_downgrade || table.primary == no_slot) return;
    const std::string& runs = table.at(table.primary).version;
    if (*Version::parse(manifest.version) < Version::parse(runs).value_or(Version()))
        throw UpdateError("the bundle's " + manifest.version + " is older than " + runs +
                          ", which runs: --allow-downgrade if that is wanted");
}

void check_room(const Manifest& manifest, const SlotFolder& slots, const fs::path& slot, std::int64_t keep_free) {
    std::int64_t freed = 0;
    if (fs::exists(slot))
        for (const auto& entry : fs::recursive_directory_iterator(slot))
            if (entry.is_regular_file()) freed += static_cast<std::int64_t>(entry.file_size());
    const std::int64_t room = static_cast<std::int64_t>(fs::space(slots.folder()).available) + freed;
    if (room < manifest.bytes() + keep_free)
        throw UpdateError("the release needs " + std::to_string(manifest.bytes() / 1'048'576 + 1) + " MiB and " +
                          std::to_string(keep_free / 1'048'576) + " MiB must stay free, there are " +
                          std::to_string(room / 1'048'576) + ": make room in " + slots.folder().string());
}

}  // namespace

int install(const Bundle& bundle, const SlotFolder& slots, const InstallRules& rules, const Before& before) {
    fs::create_directories(slots.folder());
    const FileLock lock(slots.folder() / "install.lock", FileLock::When::only_if_free);
    if (!lock.held()) throw UpdateError("another update is being installed");
    const SlotTable table = slots.read();
    const int slot = table.other();
    check_fits(bundle.manifest(), table, rules);
    bundle.check();
    check_room(bundle.manifest(), slots, slots.path(slot), rules.keep_free_bytes);
    // Half a release must never start, also when the other slot is given up meanwhile.
    slots.change([&](SlotTable& now) { now.at(slot) = {}; });
    fill(bundle, slots, slots.path(slot));
    slots.change([&](SlotTable& now) {
        if (now.primary != table.primary) throw UpdateError("what runs was changed meanwhile: install again");
        now.at(slot) = {SlotStatus::trial, bundle.manifest().version, 0, {}};
        now.before = before;
        now.primary = slot;
        now.restart_due = rules.restart;
    });
    return slot;
}

std::string why_not_whole(const fs::path& slot) {
    std::ifstream in(slot / "manifest.json");
    try {
        const Manifest told = Manifest::parse(std::string{std::istreambuf_iterator<char>(in), {}});
        for (const ManifestFile& file : told.files)
            if (!fs::is_regular_file(slot / file.path) || sha256_of(slot / file.path) != file.sha256)
                return file.path + " is missing or damaged";
    } catch (const std::runtime_error& fault) {  // its manifest, or a file that the disk no longer gives
        return fault.what();
    }
    return {};
}

}  // namespace aquacis::edge::update
