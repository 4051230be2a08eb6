#include "edge-node/gateway/tests/disk.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace aquacis::edge::test {
namespace {

constexpr std::int64_t sector = 512;

std::filesystem::path make_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "aquacis-disk-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
    return name;
}

bool run(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }

// The device under a mount point, from the kernel's own list.
std::string device_of(const std::filesystem::path& mount_point) {
    std::ifstream mounts("/proc/self/mounts");
    for (std::string line; std::getline(mounts, line);) {
        const auto blank = line.find(' ');
        if (line.compare(blank + 1, mount_point.string().size() + 1, mount_point.string() + " ") == 0)
            return std::filesystem::path(line.substr(0, blank)).filename();
    }
    return "";
}

}  // namespace

Disk Disk::temporary_folder() {
    Disk made;
    made.outer_ = make_folder();
    made.folder_ = made.outer_;
    return made;
}

std::optional<Disk> Disk::loop_device(std::int64_t bytes) {
    static const bool own_mounts = ::geteuid() == 0 && ::unshare(CLONE_NEWNS) == 0 &&
                                   ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    if (!own_mounts) return std::nullopt;
    Disk made;
    made.outer_ = make_folder();
    made.folder_ = made.outer_ / "mounted";
    const std::string image = (made.outer_ / "image").string();
    std::filesystem::create_directory(made.folder_);
    std::ofstream(image).close();
    std::filesystem::resize_file(image, static_cast<std::uintmax_t>(bytes));
    // Nothing of the file system's making may be left to be written while it is measured.
    if (!run("mkfs.ext4 -q -E lazy_itable_init=0,lazy_journal_init=0 " + image) ||
        !run("mount -o loop " + image + " " + made.folder_.string()))
        return std::nullopt;
    made.device_ = device_of(made.folder_);
    made.sync();
    return made;
}

Disk::Disk(Disk&& other) noexcept
    : folder_(std::move(other.folder_)), outer_(std::exchange(other.outer_, {})), device_(std::move(other.device_)) {}

Disk::~Disk() {
    if (outer_.empty()) return;
    if (!device_.empty()) run("umount " + folder_.string());
    std::error_code ignored;
    std::filesystem::remove_all(outer_, ignored);
}

void Disk::sync() const {
    const int fd = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ::syncfs(fd);
    ::close(fd);
}

std::optional<std::int64_t> Disk::bytes_written() const {
    if (device_.empty()) return std::nullopt;
    std::ifstream facts("/sys/block/" + device_ + "/stat");
    std::int64_t value = 0;
    for (int field = 0; field < 7; ++field)
        facts >> value;  // the seventh: sectors written
    return value * sector;
}

std::int64_t own_bytes_written() {
    std::ifstream facts("/proc/self/io");
    for (std::string line; std::getline(facts, line);)
        if (line.rfind("write_bytes: ", 0) == 0) return std::stoll(line.substr(13));
    return 0;
}

}  // namespace aquacis::edge::test
