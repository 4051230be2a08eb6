#include "field-app/core/printing/paper_device.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

namespace aquacis::office {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view ask_paper("\x10\x04\x04", 3);  // DLE EOT 4: the paper sensors
constexpr unsigned status_mask = 0x93;                    // of every status byte: bits that are fixed
constexpr unsigned status_fixed = 0x12;
constexpr unsigned no_paper_bits = 0x60;
constexpr int most_stray_bytes = 64;

class Device {
public:
    explicit Device(const std::filesystem::path& path) {
        file_ = open(path.c_str(), O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_APPEND);
        if (file_ < 0) file_ = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_APPEND);
        struct stat kind {};
        can_answer_ = file_ >= 0 && fstat(file_, &kind) == 0 && S_ISCHR(kind.st_mode);
        termios line{};
        if (file_ < 0 || isatty(file_) == 0 || tcgetattr(file_, &line) != 0) return;
        cfmakeraw(&line);  // a serial printer must get its bytes as they are
        tcsetattr(file_, TCSANOW, &line);
    }
    ~Device() {
        if (file_ < 0) return;
        if (isatty(file_) != 0) tcflush(file_, TCOFLUSH);  // closing would wait for a printer that takes nothing
        close(file_);
    }
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    bool is_open() const { return file_ >= 0; }
    bool can_answer() const { return can_answer_; }

    bool ready(short what, steady_clock::time_point until) const {
        for (;;) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now()).count();
            pollfd wanted{file_, what, 0};
            const int found = poll(&wanted, 1, static_cast<int>(left > 0 ? left : 0));
            if (found < 0 && errno == EINTR) continue;
            return found > 0 && (wanted.revents & what) != 0;
        }
    }

    Sent write_all(std::string_view bytes, steady_clock::time_point until) const {
        while (!bytes.empty()) {
            const ssize_t taken = write(file_, bytes.data(), bytes.size());
            if (taken > 0) {
                bytes.remove_prefix(static_cast<std::size_t>(taken));
            } else if (taken < 0 && (errno == EAGAIN || errno == EINTR)) {
                if (!ready(POLLOUT, until)) return Sent::stuck;
            } else {
                return errno == ENOSPC ? Sent::no_paper : Sent::absent;  // usblp says ENOSPC without paper
            }
        }
        return Sent::sent;
    }

    // The paper sensors' byte; nothing when no valid one came in time.
    std::optional<unsigned> paper_status(steady_clock::time_point until) const {
        if (write_all(ask_paper, until) != Sent::sent) return std::nullopt;
        for (int i = 0; i < most_stray_bytes && ready(POLLIN, until); ++i) {
            unsigned char byte = 0;
            if (read(file_, &byte, 1) != 1) return std::nullopt;
            if ((byte & status_mask) == status_fixed) return byte;
        }
        return std::nullopt;
    }

private:
    int file_ = -1;
    bool can_answer_ = false;
};

}  // namespace

Sent send_to_printer(const std::filesystem::path& device, std::string_view bytes, PaperLimits limits) {
    const auto until = steady_clock::now() + limits.whole;
    const auto answer_by = [&] { return std::min(until, steady_clock::now() + limits.answer); };
    const Device printer(device);
    if (!printer.is_open()) return Sent::absent;
    const auto before = limits.needs_paper && printer.can_answer() ? printer.paper_status(answer_by()) : std::nullopt;
    if (before && (*before & no_paper_bits) != 0) return Sent::no_paper;
    const Sent sent = printer.write_all(bytes, until);
    if (sent != Sent::sent || !before) return sent;
    // It spoke before: its word afterwards says whether the paper lasted.
    const auto after = printer.paper_status(until);
    if (!after) return Sent::stuck;
    return (*after & no_paper_bits) != 0 ? Sent::no_paper : Sent::confirmed;
}

}  // namespace aquacis::office
