#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "base/http/client.hpp"
#include "base/http/server.hpp"

namespace aquacis::http {
namespace {

using namespace std::chrono_literals;

Response echo(const Request& request) {
    if (request.target == "/throw") throw std::runtime_error("broken on purpose");
    return {200,
            "text/plain",
            request.method + " " + request.target + " " + request.header("x-word") + " " + request.body,
            {}};
}

std::string url(const Server& server) { return "http://127.0.0.1:" + std::to_string(server.port()); }

// A socket that does as it is told, also what no decent client does.
class RawClient {
public:
    explicit RawClient(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("connect");
    }
    ~RawClient() { ::close(socket_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    void send(const std::string& bytes) { (void)!::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    std::string read_to_end() {
        std::string text;
        char buffer[4096];
        for (ssize_t n = 0; (n = recv(socket_, buffer, sizeof buffer, 0)) > 0;)
            text.append(buffer, static_cast<std::size_t>(n));
        return text;
    }

private:
    int socket_;
};

TEST(Http, AnswersManyRequestsOnOneConnection) {
    Server server({}, echo);
    Client client(url(server));
    for (int i = 0; i < 50; ++i) {
        const auto exchange = client.send({"POST", "/a?b=" + std::to_string(i), {{"X-Word", "w"}}, "body"}, 5s);
        ASSERT_EQ(exchange.outcome, Exchange::Outcome::answered) << exchange.reason;
        EXPECT_EQ(exchange.response.body, "POST /a?b=" + std::to_string(i) + " w body");
    }
}

TEST(Http, HandlerThatThrowsIsA500AndTheServerGoesOn) {
    Server server({}, echo);
    Client client(url(server));
    EXPECT_EQ(client.send({"GET", "/throw", {}, ""}, 5s).response.status, 500);
    EXPECT_EQ(client.send({"GET", "/", {}, ""}, 5s).response.status, 200);
}

TEST(Http, RefusesWhatIsTooLargeOrMalformed) {
    ServerSettings settings;
    settings.largest_body = 1000;
    settings.largest_header = 500;
    Server server(settings, echo);
    Client client(url(server));
    EXPECT_EQ(client.send({"POST", "/", {}, std::string(1000, 'x')}, 5s).response.status, 200);
    EXPECT_EQ(client.send({"POST", "/", {}, std::string(1001, 'x')}, 5s).response.status, 413);
    EXPECT_EQ(client.send({"GET", "/", {{"x-long", std::string(600, 'x')}}, ""}, 5s).response.status, 431);
    RawClient raw(server.port());
    raw.send("nonsense\r\n\r\n");
    EXPECT_EQ(raw.read_to_end().substr(0, 12), "HTTP/1.1 400");
}

TEST(Http, SlowClientIsCutOffAndOthersAreServed) {
    ServerSettings settings;
    settings.for_request = 300ms;
    settings.most_connections = 1;
    Server server(settings, echo);
    RawClient slow(server.port());
    slow.send("GET / HT");
    const auto begin = std::chrono::steady_clock::now();
    Client client(url(server));  // waits in the backlog until the slow one is out of time
    EXPECT_EQ(client.send({"GET", "/", {}, ""}, 5s).response.status, 200);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
    EXPECT_EQ(slow.read_to_end(), "");
}

TEST(Http, TellsUnsentFromUnknown) {
    std::uint16_t port = 0;
    std::atomic<bool> hold{true};
    {
        Server server({}, [&](const Request&) {
            while (hold)
                std::this_thread::sleep_for(10ms);
            return Response{};
        });
        port = server.port();
        Client client(url(server));
        EXPECT_EQ(client.send({"POST", "/", {}, "x"}, 200ms).outcome, Exchange::Outcome::unknown);
        hold = false;
    }
    Client nobody("http://127.0.0.1:" + std::to_string(port));
    EXPECT_EQ(nobody.send({"POST", "/", {}, "x"}, 200ms).outcome, Exchange::Outcome::not_sent);
}

TEST(Http, ReconnectsWhenTheIdleConnectionWasClosed) {
    ServerSettings settings;
    settings.for_request = 100ms;
    Server server(settings, echo);
    Client client(url(server));
    EXPECT_EQ(client.send({"GET", "/", {}, ""}, 5s).response.status, 200);
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(client.send({"GET", "/", {}, ""}, 5s).outcome, Exchange::Outcome::answered);
}

TEST(Http, ReadsAddressesAndUrls) {
    EXPECT_EQ(parse_address("127.0.0.1:80").port, 80);
    EXPECT_THROW(parse_address("127.0.0.1"), std::invalid_argument);
    EXPECT_THROW(parse_address("127.0.0.1:x"), std::invalid_argument);
    EXPECT_THROW(Client("ftp://x"), std::invalid_argument);
    EXPECT_THROW(Client("http://x/path"), std::invalid_argument);
}

}  // namespace
}  // namespace aquacis::http
