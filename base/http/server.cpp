#include "base/http/server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>
#include <stdexcept>
#include <thread>

#include "base/log/log.hpp"
#include "base/parse_number.hpp"

namespace aquacis::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using Error = beast::error_code;

constexpr std::size_t most_discarded = 8 * 1024 * 1024;  // of a refused body, so that its sender reads the refusal
constexpr auto for_discarding = std::chrono::seconds(2);

Response plain_fault(int status) {
    return {status, "text/plain; charset=utf-8", std::string(wire::obsolete_reason(wire::status(status))) + "\n", {}};
}

std::string lower_case(beast::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return lower;
}

Request to_request(wire::request<wire::string_body>&& from) {
    Request request{std::string(from.method_string()), std::string(from.target()), {}, std::move(from.body())};
    for (const auto& field : from)
        request.headers[lower_case(field.name_string())] = std::string(field.value());
    return request;
}

int status_of(const Error& fault) {
    if (fault == wire::error::body_limit) return 413;
    if (fault == wire::error::header_limit) return 431;
    return 400;
}

bool is_malformed(const Error& fault) {
    return fault.category() == make_error_code(wire::error::bad_method).category() &&
           fault != wire::error::end_of_stream && fault != wire::error::partial_message;
}

}  // namespace

struct Server::State {
    State(ServerSettings given, Handler answer, FaultAnswer on_fault)
        : settings(std::move(given)),
          handler(std::move(answer)),
          fault_answer(on_fault ? std::move(on_fault) : plain_fault),
          acceptor(io),
          workers(static_cast<std::size_t>(settings.threads)) {}

    void listen();
    void accept();
    void welcome(tcp::socket socket);
    void leave();

    ServerSettings settings;
    Handler handler;
    FaultAnswer fault_answer;
    std::optional<asio::ssl::context> tls;
    int connections = 0;  // io's thread alone
    bool accepting = false;
    bool stopped = false;
    asio::io_context io{1};  // its end ends the sessions, which look at what stands above
    // At the most connections nothing is accepted, and while all of them are with the workers io would have nothing to
    // wait for.
    asio::executor_work_guard<asio::io_context::executor_type> busy{io.get_executor()};
    tcp::acceptor acceptor;
    asio::thread_pool workers;
    std::thread thread;
};

namespace {

// One connection: read a request, let a worker answer, write, again.
template <class Stream>
class Session : public std::enable_shared_from_this<Session<Stream>> {
public:
    template <class ServerState, class... Arguments>
    explicit Session(ServerState& server, Arguments&&... arguments)
        : settings_(server.settings),
          handler_(server.handler),
          fault_answer_(server.fault_answer),
          workers_(server.workers),
          stream_(std::forward<Arguments>(arguments)...),
          leave_([&server] { server.leave(); }) {}
    ~Session() { leave_(); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void start() {
        if constexpr (std::is_same_v<Stream, beast::tcp_stream>) {
            read();
        } else {
            lowest().expires_after(settings_.for_request);
            stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](Error fault) {
                if (!fault) self->read();
            });
        }
    }

private:
    beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }

    void read() {
        parser_.emplace();
        parser_->body_limit(settings_.largest_body);
        parser_->header_limit(static_cast<std::uint32_t>(settings_.largest_header));
        lowest().expires_after(settings_.for_request);
        wire::async_read(stream_, buffer_, *parser_,
                         [self = this->shared_from_this()](Error fault, std::size_t) { self->take(fault); });
    }

    void take(Error fault) {
        if (fault && is_malformed(fault)) return answer_fault(status_of(fault));
        if (fault) return;  // closed, or out of time
        keep_alive_ = parser_->get().keep_alive();
        version_ = parser_->get().version();
        lowest().expires_never();
        // The worker gives its share of the session back with the answer: a session ends on the thread that counts
        // them.
        asio::post(workers_, [self = this->shared_from_this(), request = to_request(parser_->release())]() mutable {
            Response response = self->answer(request);
            const auto executor = self->stream_.get_executor();
            asio::post(executor, [self = std::move(self), response = std::move(response)]() mutable {
                self->write(std::move(response));
            });
        });
    }

    Response answer(const Request& request) {
        try {
            return handler_(request);
        } catch (const std::exception& fault) {
            log::error("http.handler_failed", {{"method", request.method}, {"reason", fault.what()}});
            return fault_answer_(500);
        }
    }

    void answer_fault(int status) {
        keep_alive_ = false;
        version_ = 11;
        write(fault_answer_(status));
    }

    void write(Response response) {
        message_ = {};
        message_.version(version_);
        message_.result(static_cast<unsigned>(response.status));
        if (!response.content_type.empty()) message_.set(wire::field::content_type, response.content_type);
        for (const auto& [name, value] : response.headers)
            message_.set(name, value);
        message_.keep_alive(keep_alive_);
        message_.body() = std::move(response.body);
        message_.prepare_payload();
        lowest().expires_after(settings_.for_answer);
        wire::async_write(stream_, message_, [self = this->shared_from_this()](Error fault, std::size_t) {
            if (fault) return;
            if (self->keep_alive_) return self->read();
            self->close();
        });
    }

    // Closing with bytes unread would reset the connection and the client would never see the answer.
    void close() {
        Error ignored;
        lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
        lowest().expires_after(for_discarding);
        discard(0);
    }

    void discard(std::size_t already) {
        if (already > most_discarded) return;
        lowest().async_read_some(asio::buffer(sink_),
                                 [self = this->shared_from_this(), already](Error fault, std::size_t count) {
                                     if (!fault) self->discard(already + count);
                                 });
    }

    const ServerSettings& settings_;
    const Handler& handler_;
    const FaultAnswer& fault_answer_;
    asio::thread_pool& workers_;
    Stream stream_;
    std::function<void()> leave_;
    beast::flat_buffer buffer_;
    std::optional<wire::request_parser<wire::string_body>> parser_;
    wire::response<wire::string_body> message_;
    std::array<char, 8192> sink_{};
    unsigned version_ = 11;
    bool keep_alive_ = false;
};

}  // namespace

void Server::State::listen() {
    if (!settings.certificate_pem.empty()) {
        tls.emplace(asio::ssl::context::tls_server);
        tls->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
        tls->use_certificate_chain(asio::buffer(settings.certificate_pem));
        tls->use_private_key(asio::buffer(settings.key_pem), asio::ssl::context::pem);
    }
    const tcp::endpoint endpoint(asio::ip::make_address(settings.address), settings.port);
    try {
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        acceptor.bind(endpoint);
        acceptor.listen();
    } catch (const boost::system::system_error& fault) {
        throw std::runtime_error("cannot listen on " + settings.address + ":" + std::to_string(settings.port) + ": " +
                                 fault.what());
    }
    accept();
    thread = std::thread([this] { io.run(); });
}

void Server::State::accept() {
    if (stopped || accepting || connections >= settings.most_connections) return;
    accepting = true;
    acceptor.async_accept([this](Error fault, tcp::socket socket) {
        accepting = false;
        if (stopped) return;
        if (!fault) welcome(std::move(socket));
        accept();
    });
}

void Server::State::welcome(tcp::socket socket) {
    ++connections;
    Error ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (tls)
        std::make_shared<Session<beast::ssl_stream<beast::tcp_stream>>>(*this, std::move(socket), *tls)->start();
    else
        std::make_shared<Session<beast::tcp_stream>>(*this, std::move(socket))->start();
}

void Server::State::leave() {
    if (stopped) return;
    --connections;
    accept();
}

Server::Server(ServerSettings settings, Handler handler, FaultAnswer fault_answer)
    : state_(std::make_unique<State>(std::move(settings), std::move(handler), std::move(fault_answer))) {
    state_->listen();
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return state_->acceptor.local_endpoint().port(); }

void Server::stop() {
    if (!state_->thread.joinable()) return;
    asio::post(state_->io, [state = state_.get()] {
        state->stopped = true;
        Error ignored;
        state->acceptor.close(ignored);
    });
    state_->workers.join();
    state_->io.stop();
    state_->thread.join();
}

Address parse_address(const std::string& text) {
    const auto colon = text.rfind(':');
    Address address{text.substr(0, colon), 0};
    if (colon == std::string::npos || address.host.empty())
        throw std::invalid_argument("'" + text + "' is not host:port");
    const auto port = parse_number<std::uint16_t>(std::string_view(text).substr(colon + 1));
    if (!port) throw std::invalid_argument("'" + text + "' is not host:port");
    address.port = *port;
    return address;
}

}  // namespace aquacis::http
