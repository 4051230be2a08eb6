#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/tls1.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <thread>

#include "base/http/client.hpp"
#include "base/http/server.hpp"
#include "base/http/workers.hpp"
#include "tests/support/certificates/certificates.hpp"
#include "tests/support/certificates/handshake.hpp"
#include "tests/support/other_process.hpp"

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
    explicit RawClient(std::uint16_t port, const char* from = "127.0.0.1") : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        if (inet_pton(AF_INET, from, &address.sin_addr) != 1 ||
            bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("bind");
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
    std::string read_some() {
        char buffer[4096];
        const auto n = recv(socket_, buffer, sizeof buffer, 0);
        return n > 0 ? std::string(buffer, static_cast<std::size_t>(n)) : std::string();
    }
    bool is_open() {
        char byte = 0;
        return recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
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
    Client client(url(server));  // waits in the backlog until the slow one is out of time
    EXPECT_EQ(client.send({"GET", "/", {}, ""}, 60s).response.status, 200);
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

std::vector<std::unique_ptr<RawClient>> open_many(int count, std::uint16_t port, const char* from = "127.0.0.1") {
    std::vector<std::unique_ptr<RawClient>> opened;
    for (int i = 0; i < count; ++i)
        opened.push_back(std::make_unique<RawClient>(port, from));
    return opened;
}

int count_open(const std::vector<std::unique_ptr<RawClient>>& all) {
    return static_cast<int>(std::count_if(all.begin(), all.end(), [](const auto& one) { return one->is_open(); }));
}

int answers_in(const std::string& text) {
    int count = 0;
    for (auto at = text.find("HTTP/1.1 "); at != std::string::npos; at = text.find("HTTP/1.1 ", at + 1))
        ++count;
    return count;
}

TEST(HttpLimits, TheLongestIdleGivesWayToWhoComes) {
    ServerSettings settings;
    settings.most_connections = 20;
    settings.most_strangers_of_a_peer = 0;
    settings.for_first_byte = settings.for_request = 60s;
    Server server(settings, echo);
    auto silent = open_many(10, server.port());
    auto begun = open_many(50, server.port());
    for (auto& one : begun)
        one->send("GET / HTTP/1.1\r\nHost: a\r\nX-Never");
    Client client(url(server));
    EXPECT_EQ(client.send({"GET", "/", {}, ""}, 20s).outcome, Exchange::Outcome::answered);
    EXPECT_LT(count_open(silent) + count_open(begun), 20);
    EXPECT_EQ(count_open(silent), 0) << "they came first";
}

TEST(HttpLimits, ARequestUnderWayIsNotCutForWhoComes) {
    std::atomic<bool> hold{true};
    ServerSettings settings;
    settings.most_connections = 1;
    Server server(settings, [&](const Request&) {
        while (hold)
            std::this_thread::sleep_for(5ms);
        return Response{200, "text/plain", "late", {}};
    });
    RawClient under_way(server.port());
    under_way.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    std::this_thread::sleep_for(100ms);
    RawClient waits(server.port());
    waits.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    std::this_thread::sleep_for(100ms);
    hold = false;
    EXPECT_NE(under_way.read_to_end().find("late"), std::string::npos);
    EXPECT_NE(waits.read_to_end().find("late"), std::string::npos);
}

TEST(HttpLimits, APeerHasItsShareAndOthersKeepTheirs) {
    ServerSettings settings;
    settings.most_strangers_of_a_peer = 4;
    settings.trusted_proxies = {"127.0.0.3"};
    settings.for_first_byte = 60s;
    Server server(settings, echo);
    auto others = open_many(3, server.port(), "127.0.0.2");
    auto of_proxy = open_many(9, server.port(), "127.0.0.3");
    auto greedy = open_many(40, server.port());
    Client client(url(server));
    EXPECT_EQ(client.send({"GET", "/", {}, ""}, 20s).outcome, Exchange::Outcome::answered);
    EXPECT_EQ(count_open(greedy), 3) << "the newest, beside the client that was answered";
    EXPECT_EQ(count_open(others), 3);
    EXPECT_EQ(count_open(of_proxy), 9);
}

// Refuses "/no" at the door, and lets the rest in.
Door refusing_door() {
    return {[](const Request& head) -> std::variant<Response, Work> {
        if (head.target == "/no") return Response{401, "text/plain", "no", {}};
        return Work{echo, Priority::usual};
    }};
}

std::string ask(RawClient& client, const std::string& target) {
    client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    return client.read_some();
}

std::vector<std::unique_ptr<RawClient>> refused_crowd(int count, std::uint16_t port) {
    std::vector<std::unique_ptr<RawClient>> crowd;
    for (int i = 0; i < count; ++i) {
        crowd.push_back(std::make_unique<RawClient>(port));
        EXPECT_NE(ask(*crowd.back(), "/no").find(" 401 "), std::string::npos);
    }
    return crowd;
}

ServerSettings few_strangers(int most) {
    ServerSettings settings;
    settings.most_strangers_of_a_peer = most;
    settings.for_first_byte = settings.for_request = 60s;
    return settings;
}

// Beside a crowd that is refused and comes back, a client of the same address keeps its connection between two calls.
TEST(HttpLimits, WhoIsRefusedGivesWayBeforeWhoIsWelcome) {
    Server server(few_strangers(8), refusing_door());
    RawClient welcome(server.port());
    EXPECT_NE(ask(welcome, "/").find(" 200 "), std::string::npos);
    const auto crowd = refused_crowd(40, server.port());
    EXPECT_EQ(count_open(crowd), 8);
    EXPECT_NE(ask(welcome, "/").find(" 200 "), std::string::npos) << "its connection is the longest idle one of all";
}

// Between its connection and its head a client may be held up, and the crowd comes again and again meanwhile.
TEST(HttpLimits, WhoHasJustComeOutlivesWhoIsRefused) {
    Server server(few_strangers(8), refusing_door());
    RawClient fresh(server.port());
    const auto crowd = refused_crowd(40, server.port());
    EXPECT_EQ(count_open(crowd), 7);
    EXPECT_NE(ask(fresh, "/").find(" 200 "), std::string::npos) << "it had said nothing yet";
}

TEST(HttpLimits, WhoWasLetInCountsInNoShare) {
    Server server(few_strangers(2), refusing_door());
    std::vector<std::unique_ptr<RawClient>> office;
    for (int i = 0; i < 12; ++i) {
        office.push_back(std::make_unique<RawClient>(server.port()));
        EXPECT_NE(ask(*office.back(), "/").find(" 200 "), std::string::npos);
    }
    const auto crowd = refused_crowd(12, server.port());
    EXPECT_EQ(count_open(office), 12);
    EXPECT_NE(ask(*office.back(), "/no").find(" 401 "), std::string::npos);
    EXPECT_NE(ask(*office.back(), "/").find(" 200 "), std::string::npos) << "and is a stranger no longer";
}

TEST(HttpLimits, WhoComesIsAnsweredBesideRequestsUnderWayOfItsAddress) {
    std::atomic<bool> hold{true};
    Server server(few_strangers(2), Door{[&](const Request& head) -> std::variant<Response, Work> {
                      if (head.target == "/now") return Response{200, "text/plain", "now", {}};
                      return Work{[&](const Request&) {
                                      while (hold)
                                          std::this_thread::sleep_for(1ms);
                                      return Response{200, "text/plain", "late", {}};
                                  },
                                  Priority::usual};
                  }});
    std::vector<std::unique_ptr<RawClient>> under_way;
    for (int i = 0; i < 6; ++i) {
        under_way.push_back(std::make_unique<RawClient>(server.port()));
        under_way.back()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        RawClient comes(server.port());
        EXPECT_NE(ask(comes, "/now").find(" 200 "), std::string::npos) << i;
    }
    hold = false;
    for (auto& one : under_way)
        EXPECT_NE(one->read_some().find("late"), std::string::npos);
}

// Its sender reads the refusal only when nothing is left to send.
TEST(HttpLimits, ARefusedBodyIsTakenSoThatTheRefusalIsRead) {
    Server server(few_strangers(8), refusing_door());
    struct Refused {
        const char* target;
        std::size_t size;
        const char* status;
    };
    for (const Refused& one : {Refused{"/no", 1'000'000, "401"}, Refused{"/", 4'000'000, "413"}}) {
        RawClient client(server.port());
        client.send(std::string("POST ") + one.target +
                    " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(one.size) + "\r\n\r\n");
        client.send(std::string(one.size, 'x'));
        EXPECT_EQ(client.read_to_end().substr(9, 3), one.status);
    }
}

// What a head announces counts from the head on; who asks for nothing that must be held is answered beside it.
TEST(HttpLimits, BodiesOfAllTogetherHaveALimit) {
    std::atomic<bool> hold{true};
    ServerSettings settings;
    settings.most_held = 1'000;
    Server server(settings, [&](const Request& request) {
        while (hold && !request.body.empty())
            std::this_thread::sleep_for(1ms);
        return Response{200, "text/plain", "taken", {}};
    });
    const auto post = [](std::size_t size) {
        return "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + std::to_string(size) +
               "\r\n\r\n";
    };
    RawClient first(server.port());
    first.send(post(800));
    RawClient second(server.port());
    EXPECT_NE(ask(second, "/").find(" 200 "), std::string::npos) << "the first one's head was read before";
    second.send(post(800));
    const std::string refused = second.read_to_end();
    EXPECT_EQ(refused.substr(0, 12), "HTTP/1.1 429");
    EXPECT_NE(refused.find("Retry-After: 1"), std::string::npos);
    RawClient chunked(server.port());
    chunked.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    EXPECT_EQ(chunked.read_to_end().substr(0, 12), "HTTP/1.1 429") << "nobody knows how long it gets";
    first.send(std::string(800, 'x'));
    hold = false;
    EXPECT_NE(first.read_to_end().find("taken"), std::string::npos);
    RawClient third(server.port());
    third.send(post(800) + std::string(800, 'x'));
    EXPECT_NE(third.read_to_end().find("taken"), std::string::npos) << "what was held is given back";
}

int lowest_free_descriptor() {
    const int next = dup(0);
    ::close(next);
    return next;
}

TEST(HttpLimits, TheLastDescriptorsAreLeftToDatabasesAndFiles) {
    ServerSettings settings;
    settings.for_first_byte = settings.for_request = 60s;
    Server server(settings, echo);
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit few = before;
    few.rlim_cur = 2 * (static_cast<rlim_t>(lowest_free_descriptor()) + 20);  // half is kept
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    const test::OtherProcess crowd(100, server.port());
    Client client(url(server));
    EXPECT_EQ(client.send({"GET", "/", {}, ""}, 20s).response.status, 200) << "one of the silent gave way";
    std::vector<int> files;
    for (int i = 0; i < 15; ++i)
        if (const int file = ::open("/dev/null", O_RDONLY); file >= 0) files.push_back(file);
    EXPECT_EQ(files.size(), 15U);
    for (const int file : files)
        ::close(file);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
}

TEST(HttpLimits, TheFirstByteHasItsOwnTime) {
    ServerSettings settings;
    settings.for_first_byte = 100ms;
    Server server(settings, echo);
    RawClient silent(server.port());
    EXPECT_EQ(silent.read_to_end(), "");
    RawClient slow(server.port());
    slow.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
    std::this_thread::sleep_for(400ms);
    slow.send("\r\n");
    EXPECT_EQ(answers_in(slow.read_to_end()), 1) << "it has begun, and has its fifteen seconds";
}

// Without a descriptor left, accept() says so again and again.
TEST(HttpLimits, WithoutDescriptorsItWaitsAndSaysSoOnce) {
    Server server({}, echo);
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    testing::internal::CaptureStderr();
    rlimit few = before;
    few.rlim_cur = static_cast<rlim_t>(lowest_free_descriptor()) + 1;
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    RawClient waits(server.port());  // takes the last one
    const auto used = std::clock();
    std::this_thread::sleep_for(500ms);
    EXPECT_LT(static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC, 0.2) << "processor time, not a wait";
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    waits.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(answers_in(waits.read_to_end()), 1);
    const std::string logged = testing::internal::GetCapturedStderr();
    const auto first = logged.find("http.few_descriptors");
    EXPECT_NE(first, std::string::npos) << logged;
    EXPECT_EQ(logged.find("http.few_descriptors", first + 1), std::string::npos) << logged;
}

TEST(HttpHead, ABodyThatEndsNobodyKnowsWhereIsNotAnsweredAsASecondRequest) {
    Server server({}, echo);
    for (const char* coding : {"xchunked", "gzip", "\"chunked\"", "chunked, identity", "gzip, chunked"}) {
        RawClient client(server.port());
        client.send(std::string("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ") + coding +
                    "\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        const std::string answer = client.read_to_end();
        EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 501") << coding;
        EXPECT_EQ(answers_in(answer), 1) << coding;
    }
    RawClient good(server.port());
    good.send(
        "POST /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: Chunked\r\n\r\n"
        "3\r\nabc\r\n0\r\n\r\n");
    EXPECT_NE(good.read_to_end().find("POST /a  abc"), std::string::npos);
}

TEST(HttpHead, OneHostAndOneAuthorization) {
    Server server({}, echo);
    for (const char* head :
         {"", "Host: a\r\nHost: a\r\n", "Host: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n"}) {
        RawClient client(server.port());
        client.send(std::string("GET / HTTP/1.1\r\n") + head + "\r\n");
        EXPECT_EQ(client.read_to_end().substr(0, 12), "HTTP/1.1 400") << head;
    }
    RawClient old(server.port());
    old.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(old.read_to_end().substr(0, 12), "HTTP/1.1 200") << "1.0 has no Host";
}

TEST(HttpHead, WhoAsksWhetherToGoOnIsTold) {
    Server server({}, echo);
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_some(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("word");
    EXPECT_NE(client.read_to_end().find("word"), std::string::npos);
    RawClient wants_more(server.port());
    wants_more.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: wonders\r\n\r\n");
    EXPECT_EQ(wants_more.read_to_end().substr(0, 12), "HTTP/1.1 417");
}

TEST(HttpHead, AHeadHasNoBodyInItsAnswer) {
    Server server({}, echo);
    RawClient client(server.port());
    client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const std::string answers = client.read_to_end();
    EXPECT_EQ(answers.find("HEAD /a"), std::string::npos);
    EXPECT_NE(answers.find("GET /b"), std::string::npos);
    EXPECT_EQ(answers_in(answers), 2);
}

TEST(HttpHead, ManyRequestsWithoutWaitingAreAnsweredInOrder) {
    Server server({}, echo);
    RawClient client(server.port());
    std::string all;
    for (int i = 0; i < 200; ++i)
        all += "GET /" + std::to_string(i) +
               (i == 199 ? " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" : " HTTP/1.1\r\nHost: a\r\n\r\n");
    client.send(all);
    const std::string answers = client.read_to_end();
    EXPECT_EQ(answers_in(answers), 200);
    std::size_t at = 0;
    for (int i = 0; i < 200; ++i)
        ASSERT_NE(at = answers.find("GET /" + std::to_string(i) + " ", at), std::string::npos) << i;
}

// A door that refuses before the body, answers at once to /now, and sends the rest to the workers.
Door test_door(std::atomic<int>& answered) {
    return {[&answered](const Request& head) -> std::variant<Response, Work> {
        if (head.target == "/now") return Response{200, "text/plain", "now", {}};
        if (head.header("authorization").empty()) return Response{401, "text/plain", "who?", {}};
        return Work{[&answered](const Request& request) {
                        ++answered;
                        return echo(request);
                    },
                    head.target == "/export" ? Priority::last : Priority::usual};
    }};
}

TEST(HttpDoor, IsAskedBeforeTheBodyIsRead) {
    std::atomic<int> answered{0};
    Server server({}, test_door(answered));
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
    const std::string answer = client.read_to_end();
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 401");
    EXPECT_EQ(answers_in(answer), 1) << "not told to go on";
    EXPECT_EQ(answered, 0);
    RawClient known(server.port());
    known.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: x\r\nContent-Length: 4\r\n\r\nword");
    EXPECT_NE(known.read_to_end().find("word"), std::string::npos);
}

TEST(HttpDoor, AnswersAtOnceWhileEveryWorkerWaits) {
    std::atomic<bool> hold{true};
    ServerSettings settings;
    settings.threads = 2;
    settings.most_waiting = 3;
    Server server(settings, Door{[&](const Request& head) -> std::variant<Response, Work> {
                      if (head.target == "/now") return Response{200, "text/plain", "now", {}};
                      return Work{[&](const Request&) {
                                      while (hold)
                                          std::this_thread::sleep_for(5ms);
                                      return Response{};
                                  },
                                  Priority::usual};
                  }});
    auto all = open_many(6, server.port());
    for (auto& one : all) {
        one->send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        std::this_thread::sleep_for(50ms);
    }
    const std::string too_many = all.back()->read_to_end();
    EXPECT_EQ(too_many.substr(0, 12), "HTTP/1.1 503");
    EXPECT_NE(too_many.find("Retry-After: 1"), std::string::npos);
    Client client(url(server));
    EXPECT_EQ(client.send({"GET", "/now", {}, ""}, 20s).response.body, "now");
    hold = false;
    EXPECT_EQ(all.front()->read_to_end().substr(0, 12), "HTTP/1.1 200");
}

TEST(HttpWorkers, WhatComesLastHasHalfOfThem) {
    std::atomic<bool> hold{true}, usual_ran{false};
    std::atomic<int> last_ran{0};
    Workers workers(2, 100);
    for (int i = 0; i < 20; ++i)
        ASSERT_TRUE(workers.put(Priority::last, [&] {
            ++last_ran;
            while (hold)
                std::this_thread::sleep_for(1ms);
        }));
    ASSERT_TRUE(workers.put(Priority::usual, [&] { usual_ran = true; }));
    while (!usual_ran)  // although one thread is held by what comes last, and nineteen more wait
        std::this_thread::sleep_for(1ms);
    EXPECT_LE(last_ran, 1);
    hold = false;
    workers.join();
    EXPECT_EQ(last_ran, 20);
}

TEST(HttpWorkers, WhatComesLastHasItsTurn) {
    std::atomic<bool> hold{true};
    std::string order;
    Workers workers(1, 100);
    ASSERT_TRUE(workers.put(Priority::usual, [&] {
        while (hold)
            std::this_thread::sleep_for(1ms);
    }));
    for (const auto& [priority, name] : {std::pair{Priority::last, 'l'}, {Priority::first, 'f'}})
        for (int i = 0; i < 40; ++i)
            ASSERT_TRUE(workers.put(priority, [&order, name] { order.push_back(name); }));
    hold = false;
    workers.join();
    ASSERT_EQ(order.size(), 80U);
    const auto among_the_first = std::count(order.begin(), order.begin() + 40, 'l');
    EXPECT_GE(among_the_first, 4) << order;
    EXPECT_LE(among_the_first, 6) << order;
}

TEST(Http, ReadsAddressesAndUrls) {
    EXPECT_EQ(parse_address("127.0.0.1:80").port, 80);
    EXPECT_THROW(parse_address("127.0.0.1"), std::invalid_argument);
    EXPECT_THROW(parse_address("127.0.0.1:x"), std::invalid_argument);
    EXPECT_THROW(Client("ftp://x"), std::invalid_argument);
    EXPECT_THROW(Client("http://x/path"), std::invalid_argument);
}

TEST(Tls, IsOfVersion12OrNewerAndOfCiphersThatAuthenticateWhatTheyEncrypt) {
    test::Authority authority;
    const test::Certificate own = authority.issue("localhost");
    ServerSettings settings;
    settings.certificate_pem = own.certificate;
    settings.key_pem = own.key;
    const Server server(settings, echo);
    EXPECT_EQ(test::agreed_cipher(server.port(), {}).substr(0, 4), "TLS_");  // 1.3
    EXPECT_EQ(test::agreed_cipher(server.port(), {TLS1_2_VERSION}), "ECDHE-ECDSA-AES256-GCM-SHA384");
    for (const char* weak :
         {"ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-AES256-CCM8", "ALL:!ECDHE:@SECLEVEL=0"})
        EXPECT_EQ(test::agreed_cipher(server.port(), {TLS1_2_VERSION, weak}), "") << weak;
    EXPECT_EQ(test::agreed_cipher(server.port(), {TLS1_1_VERSION}), "");
}

}  // namespace
}  // namespace aquacis::http
