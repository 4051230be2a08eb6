#include "base/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace aquacis {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file) {
    throw std::system_error(errno, std::generic_category(), file.string());
}

class Descriptor {
public:
    Descriptor(const std::filesystem::path& file, int flags, mode_t mode = 0)
        : number_(::open(file.c_str(), flags | O_CLOEXEC, mode)) {
        if (number_ < 0) fail(file);
    }
    ~Descriptor() { ::close(number_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

}  // namespace

void sync_folder(const std::filesystem::path& folder) {
    const Descriptor open(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
    if (::fsync(open.number()) != 0) fail(folder);
}

void write_durably(const std::filesystem::path& file, std::string_view content, mode_t mode) {
    const std::filesystem::path beside = file.string() + ".new";
    {
        const Descriptor out(beside, O_WRONLY | O_CREAT | O_TRUNC, mode);
        if (::fchmod(out.number(), mode) != 0) fail(beside);  // one that stood there keeps its own mode
        while (!content.empty()) {
            const ssize_t written = ::write(out.number(), content.data(), content.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) fail(beside);
            content.remove_prefix(static_cast<std::size_t>(written));
        }
        if (::fsync(out.number()) != 0) fail(beside);
    }
    if (::rename(beside.c_str(), file.c_str()) != 0) fail(file);
    sync_folder(file.parent_path());
}

}  // namespace aquacis
