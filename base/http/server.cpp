#include "base/http/server.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/status.hpp>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "base/descriptors.hpp"
#include "base/http/connection.hpp"
#include "base/log/log.hpp"
#include "base/parse_number.hpp"

namespace aquacis::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr auto after_accept_fault = std::chrono::milliseconds(100);
constexpr auto until_one_has_left = std::chrono::milliseconds(1);
constexpr auto between_logs = std::chrono::minutes(1);

Response plain_fault(int status) {
    const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::status(status));
    Response answer{status, "text/plain; charset=utf-8", std::string(reason) + "\n", {}};
    if (status == 429 || status == 503) answer.headers.emplace_back("Retry-After", "1");
    return answer;
}

// Whose share a connection counts in: a household has a /64 of IPv6 to itself.
std::string peer_of(const tcp::socket& socket) {
    Error fault;
    const auto end = socket.remote_endpoint(fault);
    if (fault) return {};
    const asio::ip::address address = end.address();
    if (address.is_v4()) return address.to_string();
    const auto six = address.to_v6();
    if (six.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, six).to_string();
    if (six.is_loopback()) return six.to_string();
    auto bytes = six.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return asio::ip::make_address_v6(bytes).to_string() + "/64";
}

// In the order in which they give way.
using Place = std::tuple<Deserts, Clock::time_point, const Connection*>;

Place place_of(const Connection& connection) { return {connection.deserts(), connection.since(), &connection}; }

}  // namespace

struct Server::State {
    State(ServerSettings given, Door given_door, FaultAnswer on_fault)
        : settings(std::move(given)),
          door(std::move(given_door)),
          fault_answer(on_fault ? std::move(on_fault) : plain_fault),
          workers(settings.threads, settings.most_waiting) {
        raise_descriptor_limit();
        settings.most_connections = std::clamp(settings.most_connections, 1, std::max(1, most_guests()));
    }

    void listen();
    void use_tls();
    void accept();
    void take_one(Error& fault);
    void accept_later(std::chrono::milliseconds pause);
    void tell(const char* event, const std::string& reason);
    void receive(tcp::socket socket);
    void let_in_who_waits();
    bool is_trusted(const std::string& peer) const;
    void make_room_for_stranger_of(const std::string& peer);
    bool make_room();
    void turn_out(const Connection& connection);
    void let_in(tcp::socket socket, const std::string& peer);
    void leave(const Connection& connection);
    void sweep();

    ServerSettings settings;
    Door door;
    FaultAnswer fault_answer;
    std::optional<asio::ssl::context> tls;
    std::atomic<std::size_t> held{0};
    Clock::time_point next_discard{};
    asio::io_context io{1};  // its end ends the connections, which look at what stands above
    Workers workers;
    House house{settings, door, fault_answer, workers, io, held, next_discard};
    tcp::acceptor acceptor{io};
    asio::steady_timer sweeping{io};
    asio::steady_timer pausing{io};
    // Of io's thread alone:
    std::map<const Connection*, std::shared_ptr<Connection>> connections;
    std::map<std::string, std::set<const Connection*>> of_peers;
    std::optional<tcp::socket> at_the_door;  // came when every connection had a request under way
    Clock::time_point told{};
    bool accepting = false;
    bool stopped = false;
    std::thread thread;
};

void Server::State::use_tls() {
    if (settings.certificate_pem.empty()) return;
    tls.emplace(asio::ssl::context::tls_server);
    tls->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    tls->use_certificate_chain(asio::buffer(settings.certificate_pem));
    tls->use_private_key(asio::buffer(settings.key_pem), asio::ssl::context::pem);
    if (SSL_CTX_set_cipher_list(tls->native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
        throw std::runtime_error("OpenSSL has no AEAD cipher for TLS 1.2");
}

void Server::State::listen() {
    use_tls();
    const tcp::endpoint endpoint(asio::ip::make_address(settings.address), settings.port);
    try {
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        acceptor.bind(endpoint);
        acceptor.listen();
        acceptor.non_blocking(true);
    } catch (const boost::system::system_error& fault) {
        throw std::runtime_error("cannot listen on " + settings.address + ":" + std::to_string(settings.port) + ": " +
                                 fault.what());
    }
    accept();
    sweep();
    thread = std::thread([this] { io.run(); });
}

void Server::State::accept() {
    if (stopped || accepting || at_the_door) return;
    accepting = true;
    acceptor.async_wait(tcp::acceptor::wait_read, [this](Error fault) {
        accepting = false;
        if (stopped) return;
        if (!fault) take_one(fault);
        if (fault) return accept_later(after_accept_fault);
        accept();
    });
}

// Whether there is a descriptor for it is asked before it is taken: one that was taken may not be given back in time.
void Server::State::take_one(Error& fault) {
    if (!has_room_for_guest()) {
        tell("http.few_descriptors", "the last file descriptors are kept for databases and files");
        return accept_later(make_room() ? until_one_has_left : after_accept_fault);
    }
    tcp::socket socket(io);
    acceptor.accept(socket, fault);
    if (!fault) return receive(std::move(socket));
    if (fault == asio::error::would_block || fault == asio::error::connection_aborted) fault = {};
    if (fault) tell("http.accept_failed", fault.message());
}

// The same fault would come again at once, and again.
void Server::State::accept_later(std::chrono::milliseconds pause) {
    accepting = true;
    pausing.expires_after(pause);
    pausing.async_wait([this](Error) {
        accepting = false;
        accept();
    });
}

void Server::State::tell(const char* event, const std::string& reason) {
    const auto now = Clock::now();
    if (now - told < between_logs) return;
    told = now;
    log::error(event,
               {{"port", acceptor.local_endpoint().port()}, {"reason", reason}, {"connections", connections.size()}});
}

void Server::State::receive(tcp::socket socket) {
    const std::string peer = peer_of(socket);
    if (peer.empty()) return;  // gone already
    if (settings.most_strangers_of_a_peer > 0 && !is_trusted(peer)) make_room_for_stranger_of(peer);
    const bool is_full = connections.size() >= static_cast<std::size_t>(settings.most_connections);
    if (is_full && !make_room()) {
        at_the_door.emplace(std::move(socket));
        return;
    }
    let_in(std::move(socket), peer);
}

bool Server::State::is_trusted(const std::string& peer) const {
    const auto& trusted = settings.trusted_proxies;
    return std::find(trusted.begin(), trusted.end(), peer) != trusted.end();
}

// An office calls from one address: what somebody does there without a good token takes nothing from who has one.
void Server::State::make_room_for_stranger_of(const std::string& peer) {
    const auto most = static_cast<std::size_t>(settings.most_strangers_of_a_peer);
    const auto found = of_peers.find(peer);
    if (found == of_peers.end() || found->second.size() < most) return;
    std::vector<Place> strangers;
    for (const Connection* connection : found->second)
        if (const Place place = place_of(*connection); std::get<Deserts>(place) <= Deserts::unheard)
            strangers.push_back(place);
    if (strangers.size() < most) return;
    const auto first_to_stay = strangers.begin() + static_cast<std::ptrdiff_t>(strangers.size() - most + 1);
    std::nth_element(strangers.begin(), first_to_stay - 1, strangers.end());
    for (auto one = strangers.begin(); one != first_to_stay; ++one)
        turn_out(*std::get<const Connection*>(*one));
}

bool Server::State::make_room() {
    std::optional<Place> least;
    for (const auto& [connection, owner] : connections)
        if (const Place place = place_of(*connection); !least || place < *least) least = place;
    if (!least || std::get<Deserts>(*least) == Deserts::working) return false;
    turn_out(*std::get<const Connection*>(*least));
    return true;
}

void Server::State::turn_out(const Connection& connection) {
    connections.at(&connection)->hang_up();
    leave(connection);
}

void Server::State::let_in(tcp::socket socket, const std::string& peer) {
    Error ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const auto connection = make_connection(house, std::move(socket), peer, tls ? &*tls : nullptr,
                                            [this](const Connection& ended) { leave(ended); });
    connections.emplace(connection.get(), connection);
    of_peers[peer].insert(connection.get());
    connection->start();
}

// Once for each: also after it was hung up on here, when its own end comes.
void Server::State::leave(const Connection& connection) {
    const auto found = connections.find(&connection);
    if (stopped || found == connections.end()) return;
    const auto of_peer = of_peers.find(connection.peer());
    of_peer->second.erase(&connection);
    if (of_peer->second.empty()) of_peers.erase(of_peer);
    connections.erase(found);
    let_in_who_waits();
}

void Server::State::let_in_who_waits() {
    if (!at_the_door) return;
    tcp::socket waited = std::move(*at_the_door);
    at_the_door.reset();
    receive(std::move(waited));
    accept();
}

void Server::State::sweep() {
    const auto now = Clock::now();
    for (const auto& [connection, owner] : connections)
        if (connection->overdue(now)) owner->hang_up();
    let_in_who_waits();
    const auto least = std::min({settings.for_first_byte, settings.for_request, settings.for_answer});
    sweeping.expires_after(std::clamp(least / 4, std::chrono::milliseconds(10), std::chrono::milliseconds(500)));
    sweeping.async_wait([this](Error fault) {
        if (!fault && !stopped) sweep();
    });
}

Server::Server(ServerSettings settings, Door door, FaultAnswer fault_answer)
    : state_(std::make_unique<State>(std::move(settings), std::move(door), std::move(fault_answer))) {
    state_->listen();
}

Server::Server(ServerSettings settings, Handler handler, FaultAnswer fault_answer)
    : Server(std::move(settings), Door{[handler = std::move(handler)](const Request&) -> std::variant<Response, Work> {
                 return Work{handler, Priority::usual};
             }},
             std::move(fault_answer)) {}

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
