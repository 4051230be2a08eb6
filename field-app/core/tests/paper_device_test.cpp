// Printers that answer, that have no paper, that say nothing and that take nothing: a pseudo-terminal plays each.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <thread>

#include "base/printed_code.hpp"
#include "field-app/core/printing/escpos.hpp"
#include "field-app/core/printing/paper_device.hpp"
#include "field-app/core/tests/till_fixture.hpp"

namespace aquacis::office {
namespace {

using namespace std::chrono_literals;

class FakePrinter {
public:
    enum class Kind { answers, silent, blocked };
    FakePrinter(Kind kind, char status) : kind_(kind), status_(status), file_(posix_openpt(O_RDWR | O_NOCTTY)) {
        grantpt(file_);
        unlockpt(file_);
        path_ = ptsname(file_);
        keep_open_ = open(path_.c_str(), O_RDWR | O_NOCTTY);
        if (kind_ != Kind::blocked) thread_ = std::thread([this] { run(); });
    }
    ~FakePrinter() {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
        close(keep_open_);
        close(file_);
    }
    const std::string& path() const { return path_; }
    std::string printed() const {
        const std::lock_guard lock(mutex_);
        return printed_;
    }

private:
    void run() {
        while (!stopping_) {
            pollfd ready{file_, POLLIN, 0};
            if (poll(&ready, 1, 20) <= 0) continue;
            std::array<char, 512> bytes{};
            const ssize_t count = read(file_, bytes.data(), bytes.size());
            if (count <= 0) continue;
            const std::lock_guard lock(mutex_);
            printed_.append(bytes.data(), static_cast<std::size_t>(count));
            const std::string ask("\x10\x04\x04", 3);
            for (std::size_t at; (at = printed_.find(ask)) != std::string::npos;) {
                printed_.erase(at, ask.size());
                if (kind_ == Kind::answers && write(file_, &status_, 1) != 1) return;
            }
        }
    }

    Kind kind_;
    char status_;
    int file_;
    int keep_open_ = -1;
    std::string path_;
    mutable std::mutex mutex_;
    std::string printed_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

constexpr PaperLimits quick{.whole = 1500ms, .answer = 400ms};
const std::string paper(3000, 'x');

TEST(PaperDevice, APrinterThatAnswersConfirms) {
    FakePrinter printer(FakePrinter::Kind::answers, '\x12');
    EXPECT_EQ(send_to_printer(printer.path(), paper, quick), Sent::confirmed);
}

TEST(PaperDevice, WithoutPaperNothingIsSent) {
    FakePrinter printer(FakePrinter::Kind::answers, '\x72');
    EXPECT_EQ(send_to_printer(printer.path(), paper, quick), Sent::no_paper);
    EXPECT_EQ(printer.printed(), "");
    EXPECT_EQ(send_to_printer(printer.path(), drawer_pulse, {.whole = 1500ms, .needs_paper = false}), Sent::sent)
        << "a drawer needs none";
}

TEST(PaperDevice, APrinterThatSaysNothingIsBelieved) {
    FakePrinter printer(FakePrinter::Kind::silent, '\0');
    EXPECT_EQ(send_to_printer(printer.path(), paper, quick), Sent::sent);
}

TEST(PaperDevice, APrinterThatTakesNothingIsLeftInTime) {
    FakePrinter printer(FakePrinter::Kind::blocked, '\0');
    const std::string much(1'000'000, 'x');
    EXPECT_EQ(send_to_printer(printer.path(), much, {.whole = 300ms, .answer = 100ms}), Sent::stuck);
}

TEST(PaperDevice, KnowsAPrinterThatIsNotThereAndOneThatIsFull) {
    EXPECT_EQ(send_to_printer("/dev/no-such-printer", paper, quick), Sent::absent);
    EXPECT_EQ(send_to_printer("/dev/full", paper, quick), Sent::no_paper) << "as usblp says it";
}

// The raster of the receipt, as a picture for the scanner, with the paper's edges of 4 mm.
std::string bars_as_pbm(const std::string& bytes) {
    constexpr std::size_t edge_bytes = 4;
    const std::size_t at = bytes.find(std::string("\x1D\x76\x30\x00", 4));
    if (at == std::string::npos) return {};
    const std::size_t row_bytes = static_cast<unsigned char>(bytes[at + 4]);
    const std::size_t rows = static_cast<unsigned char>(bytes[at + 6]);
    std::string picture = "P4\n" + std::to_string((row_bytes + 2 * edge_bytes) * 8) + " " + std::to_string(rows) + "\n";
    const std::string edge(edge_bytes, '\0');
    for (std::size_t row = 0; row < rows; ++row)
        picture += edge + bytes.substr(at + 8 + row * row_bytes, row_bytes) + edge;
    return picture;
}

std::string read_back(const std::filesystem::path& picture) {
    const std::string command = "zbarimg -q --raw " + picture.string() + " 2>/dev/null";
    FILE* reader = popen(command.c_str(), "r");
    std::array<char, 128> line{};
    const bool any = reader != nullptr && std::fgets(line.data(), line.size(), reader) != nullptr;
    if (reader != nullptr) pclose(reader);
    return any ? std::string(line.data()) : std::string();
}

TEST_F(TillTest, TheReceiptsCodeReadsBackFromTheThermalPaper) {
    if (std::system("command -v zbarimg >/dev/null") != 0) GTEST_SKIP() << "zbarimg (zbar-tools) is not installed";
    const CashSession session = open();
    const auto taken = take_payment(office, cash_payment(session, pesos(100), pesos(100)));
    const auto scanned = [&](const std::vector<ReceiptLine>& lines, int columns) {
        const auto file = folder.path / ("bars" + std::to_string(columns) + ".pbm");
        std::ofstream(file, std::ios::binary) << bars_as_pbm(escpos(lines, {.columns = columns}));
        return read_back(file);
    };
    Receipt receipt = receipt_of(office, taken->payment, 0);
    for (const int columns : {48, 42, 32})
        EXPECT_EQ(scanned(receipt_lines(receipt), columns), "C11E-00412-7\n") << columns << " columns";
    receipt.contract.number = "1234567-4";
    EXPECT_EQ(scanned(receipt_lines(receipt), 32), printed_code(config.administration, "1234567-4") + "\n")
        << "also a long number on narrow paper";
}

}  // namespace
}  // namespace aquacis::office
