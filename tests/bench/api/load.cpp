// A fixed number of kept-alive connections, each with one request under way: what the API bench asks both programs
// with. One thread, so that it takes as little as it can of what it measures. Prints one line of JSON.
//   api_load PORT CONNECTIONS SECONDS FILE
// FILE holds requests as they are sent, with a NUL after each; in each, "############" becomes a number not used
// before.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/parse_number.hpp"

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::string_view place = "############";
constexpr auto warm_up = std::chrono::seconds(2);
constexpr auto patience_ms = 20'000;

struct Request {
    std::string text;
    std::size_t number_at = std::string::npos;
};

std::vector<Request> read_requests(const char* file) {
    std::ifstream in(file, std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(in), {}};
    std::vector<Request> requests;
    for (std::size_t from = 0, to = 0; (to = all.find('\0', from)) != std::string::npos; from = to + 1) {
        requests.push_back({all.substr(from, to - from), {}});
        requests.back().number_at = requests.back().text.find(place);
    }
    if (requests.empty()) throw std::runtime_error("no requests in the file");
    return requests;
}

int connect_to(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    constexpr int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) throw std::runtime_error("cannot connect");
    return socket;
}

// The length of the answer that is whole in `text`; 0: more is to come.
std::size_t whole_answer(const std::string& text) {
    const auto head = text.find("\r\n\r\n");
    if (head == std::string::npos) return 0;
    static constexpr std::string_view name = "\r\ncontent-length:";
    const auto found =
        std::search(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(head), name.begin(), name.end(),
                    [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
    if (found == text.begin() + static_cast<std::ptrdiff_t>(head)) throw std::runtime_error("an answer without length");
    const auto length = std::strtoul(&*found + name.size(), nullptr, 10);
    return text.size() >= head + 4 + length ? head + 4 + length : 0;
}

class Load {
public:
    Load(std::vector<Request> requests, std::uint16_t port, int connections)
        : requests_(std::move(requests)), poll_(epoll_create1(EPOLL_CLOEXEC)) {
        for (int i = 0; i < connections; ++i) {
            connections_.push_back({connect_to(port), {}, {}});
            epoll_event event{EPOLLIN, {.u32 = static_cast<std::uint32_t>(i)}};
            epoll_ctl(poll_, EPOLL_CTL_ADD, connections_.back().socket, &event);
        }
    }

    void run(std::chrono::seconds seconds) {
        begin_ = Clock::now() + warm_up;
        end_ = begin_ + seconds;
        for (auto& connection : connections_)
            send(connection);
        std::vector<epoll_event> events(connections_.size());
        while (Clock::now() < end_) {
            const int ready = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), patience_ms);
            if (ready <= 0) throw std::runtime_error("no answer for twenty seconds");
            for (int i = 0; i < ready; ++i)
                receive(connections_[events[static_cast<std::size_t>(i)].data.u32]);
        }
    }

    void print() {
        std::sort(took_us_.begin(), took_us_.end());
        const auto at = [&](double share) {
            return took_us_.empty()
                       ? 0.0
                       : took_us_[static_cast<std::size_t>(share * static_cast<double>(took_us_.size() - 1))] / 1e3;
        };
        const double seconds = std::chrono::duration<double>(end_ - begin_).count();
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        const auto whole = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
        const auto parts = static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
        std::printf(
            "{\"rate\":%.0f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"slowest_ms\":%.2f,\"answers\":%zu,\"not_200\":%ld,"
            "\"sent\":%llu,\"processor_s\":%.3f}\n",
            static_cast<double>(took_us_.size()) / seconds, at(0.5), at(0.99), at(1), took_us_.size(), not_200_,
            static_cast<unsigned long long>(number_ - first_), whole + parts / 1e6);
    }

private:
    struct Connection {
        int socket;
        std::string text;
        Clock::time_point sent;
    };

    void send(Connection& connection) {
        Request& next = requests_[(number_ * 7919) % requests_.size()];
        ++number_;
        if (next.number_at != std::string::npos) {
            char digits[32];
            std::snprintf(digits, sizeof digits, "%012llu", static_cast<unsigned long long>(number_));
            next.text.replace(next.number_at, place.size(), digits, place.size());
        }
        connection.sent = Clock::now();
        if (::send(connection.socket, next.text.data(), next.text.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(next.text.size()))
            throw std::runtime_error("a request was not taken whole");
    }

    void receive(Connection& connection) {
        char buffer[16'384];
        const auto count = ::recv(connection.socket, buffer, sizeof buffer, 0);
        if (count <= 0) throw std::runtime_error("a connection ended");
        connection.text.append(buffer, static_cast<std::size_t>(count));
        if (whole_answer(connection.text) == 0) return;
        const auto now = Clock::now();
        if (connection.sent >= begin_ && now < end_) {
            took_us_.push_back(static_cast<std::uint32_t>(
                std::chrono::duration_cast<std::chrono::microseconds>(now - connection.sent).count()));
            if (connection.text.compare(9, 3, "200") != 0 && ++not_200_ == 1)
                std::fprintf(stderr, "the first that is not 200:\n%s\n", connection.text.c_str());
        }
        connection.text.clear();
        send(connection);
    }

    std::vector<Request> requests_;
    const int poll_;
    std::vector<Connection> connections_;
    std::vector<std::uint32_t> took_us_;
    Clock::time_point begin_, end_;
    // So that no run uses what another has used.
    const std::uint64_t first_ = static_cast<std::uint64_t>(std::time(nullptr)) % 1'000'000 * 1'000'000;
    std::uint64_t number_ = first_;
    long not_200_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) return std::fprintf(stderr, "api_load PORT CONNECTIONS SECONDS FILE\n"), 2;
    try {
        Load load(read_requests(argv[4]), aquacis::parse_number<std::uint16_t>(argv[1]).value(),
                  aquacis::parse_number<int>(argv[2]).value());
        load.run(std::chrono::seconds(aquacis::parse_number<int>(argv[3]).value()));
        load.print();
        return 0;
    } catch (const std::exception& fault) {
        return std::fprintf(stderr, "api_load: %s\n", fault.what()), 1;
    }
}
