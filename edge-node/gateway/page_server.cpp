#include "edge-node/gateway/page_server.hpp"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast.hpp>
#include <boost/beast/ssl.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/log/log.hpp"
#include "edge-node/gateway/page/texts.hpp"
#include "edge-node/gateway/password.hpp"

namespace aquacis::edge {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using nlohmann::json;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;
using std::chrono::steady_clock;

constexpr std::size_t max_body = 8'192;
constexpr std::size_t max_header = 8'192;
constexpr std::chrono::seconds visitor_patience{5};
constexpr std::chrono::milliseconds stop_look{300};
constexpr std::chrono::hours session_lasts{8};
constexpr std::size_t max_sessions = 16;
constexpr int tries_a_minute = 5;
constexpr std::chrono::seconds sample_every{60};

std::string cookie_of(const Request& request) {
    const std::string all(request[http::field::cookie]);
    const auto at = all.find("aquacis=");
    if (at == std::string::npos) return {};
    return all.substr(at + 8, all.find(';', at) - at - 8);
}

// "/api/state?find=6410": digits and letters alone.
std::string find_of(const Request& request) {
    const std::string target(request.target());
    const auto at = target.find("?find=");
    const std::string found = at == std::string::npos ? "" : target.substr(at + 6, 8);
    return std::all_of(found.begin(), found.end(), [](unsigned char c) { return std::isalnum(c) != 0; }) ? found : "";
}

}  // namespace

std::filesystem::path password_file(const NodeSettings& settings) { return settings.state_folder / "page_password"; }

struct PageServer::State {
    const Node& node;
    RandomBits random;
    NodeState told;
    asio::io_context io;
    std::optional<asio::ssl::context> tls;
    tcp::acceptor acceptor{io};
    std::atomic<bool> stopping{false};
    struct Visit {
        std::string token;
        steady_clock::time_point until;
    };
    std::deque<Visit> visits;
    std::deque<steady_clock::time_point> failed_tries;
    steady_clock::time_point next_sample = steady_clock::now();
    std::thread thread;

    State(const Node& of, RandomBits bits) : node(of), random(std::move(bits)), told(of) {}
    void listen();
    void run();
    void finish_pending();
    std::optional<tcp::socket> accept();
    void serve(tcp::socket socket);
    template <class Stream>
    void converse(Stream& stream, beast::tcp_stream& lowest);

    Response answer(const Request& request);
    Response answer_api(const Request& request, const std::string& path);
    Response log_in(const Request& request);
    bool is_in(const Request& request);
    Response respond(const Request& request, http::status status, std::string_view type, std::string body) const;
    Response refuse(const Request& request, http::status status, const std::string& message) const {
        return respond(request, status, "application/json", json{{"message", message}}.dump());
    }
};

void PageServer::State::listen() {
    const PageSettings& page = node.settings().page;
    beast::error_code fault;
    if (page.has_tls()) {
        tls.emplace(asio::ssl::context::tls_server);
        SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_3_VERSION);
        tls->use_certificate_chain_file(page.certificate.string(), fault);
        if (!fault) tls->use_private_key_file(page.key.string(), asio::ssl::context::pem, fault);
        if (fault) throw ConfigError("page.certificate, page.key: " + fault.message());
    }
    const tcp::endpoint at(asio::ip::make_address(page.address, fault), page.port);
    if (!fault) acceptor.open(at.protocol(), fault);
    if (!fault) acceptor.set_option(asio::socket_base::reuse_address(true), fault);
    if (!fault) acceptor.bind(at, fault);
    if (!fault) acceptor.listen(asio::socket_base::max_listen_connections, fault);
    if (fault) throw ConfigError("page.listen: cannot listen there: " + fault.message() + "; choose another port");
}

void PageServer::State::finish_pending() {
    io.restart();
    io.run();
}

std::optional<tcp::socket> PageServer::State::accept() {
    tcp::socket socket(io);
    bool done = false;
    beast::error_code fault;
    acceptor.async_accept(socket, [&](beast::error_code e) { fault = e, done = true; });
    while (!done) {
        io.restart();
        io.run_for(stop_look);
        if (!done && stopping) {
            acceptor.cancel();
            finish_pending();
        }
        if (steady_clock::now() >= next_sample) {
            told.sample();
            next_sample = steady_clock::now() + sample_every;
        }
    }
    return fault ? std::nullopt : std::optional(std::move(socket));
}

void PageServer::State::run() {
    while (!stopping) {
        auto socket = accept();
        if (!socket) continue;
        try {
            serve(std::move(*socket));
        } catch (const std::exception& fault) {
            log::warning("page.visit_failed", {{"why", fault.what()}});
        }
    }
}

void PageServer::State::serve(tcp::socket socket) {
    beast::tcp_stream plain(std::move(socket));
    plain.expires_after(visitor_patience);
    if (!tls) return converse(plain, plain);
    asio::ssl::stream<beast::tcp_stream&> secure(plain, *tls);
    beast::error_code fault;
    secure.async_handshake(asio::ssl::stream_base::server, [&](beast::error_code e) { fault = e; });
    finish_pending();
    if (!fault) converse(secure, plain);
}

template <class Stream>
void PageServer::State::converse(Stream& stream, beast::tcp_stream& lowest) {
    beast::flat_buffer buffer(max_header + max_body);
    http::request_parser<http::string_body> parser;
    parser.header_limit(max_header);
    parser.body_limit(max_body);
    beast::error_code fault;
    http::async_read(stream, buffer, parser, [&](beast::error_code e, std::size_t) { fault = e; });
    finish_pending();
    if (fault) return;
    Response response = answer(parser.get());
    lowest.expires_after(visitor_patience);
    http::async_write(stream, response, [&](beast::error_code e, std::size_t) { fault = e; });
    finish_pending();
    lowest.socket().shutdown(tcp::socket::shutdown_send, fault);
}

Response PageServer::State::respond(const Request& request, http::status status, std::string_view type,
                                    std::string body) const {
    Response response(status, request.version());
    response.set(http::field::content_type, std::string(type) + "; charset=utf-8");
    response.set(http::field::cache_control, "no-store");
    response.set("Content-Security-Policy",
                 "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "no-referrer");
    response.keep_alive(false);
    response.body() = std::move(body);
    response.prepare_payload();
    return response;
}

Response PageServer::State::answer(const Request& request) {
    const std::string path(request.target().substr(0, request.target().find('?')));
    if (request.method() == http::verb::get) {
        if (path == "/") return respond(request, http::status::ok, "text/html", std::string(page::index_html));
        if (path == "/page.css") return respond(request, http::status::ok, "text/css", std::string(page::page_css));
        if (path == "/page.js")
            return respond(request, http::status::ok, "text/javascript", std::string(page::page_js));
        if (path == "/english.js")
            return respond(request, http::status::ok, "text/javascript", std::string(page::english_js));
        if (path == "/metrics") return respond(request, http::status::ok, "text/plain", told.metrics());
        if (path == "/health") {
            const auto health = told.health();
            return respond(request, health.well ? http::status::ok : http::status::service_unavailable,
                           "application/json", health.json);
        }
    }
    if (path.rfind("/api/", 0) == 0) return answer_api(request, path);
    return refuse(request, http::status::not_found, "No hay tal página.");
}

Response PageServer::State::answer_api(const Request& request, const std::string& path) {
    const bool posted =
        request.method() == http::verb::post && request[http::field::content_type].rfind("application/json", 0) == 0;
    if (path == "/api/login" && posted) return log_in(request);
    if (!is_in(request)) return refuse(request, http::status::unauthorized, "Entre con la contraseña del gateway.");
    if (path == "/api/state" && request.method() == http::verb::get)
        return respond(request, http::status::ok, "application/json", told.page_json(find_of(request)));
    if (path == "/api/logout" && posted) {
        std::erase_if(visits, [token = cookie_of(request)](const Visit& visit) { return visit.token == token; });
        return respond(request, http::status::ok, "application/json", "{}");
    }
    if (path == "/api/explain" && posted) {
        const json asked = json::parse(request.body(), nullptr, false);
        if (!asked.is_object()) return refuse(request, http::status::bad_request, "Se esperaba un objeto JSON.");
        return respond(request, http::status::ok, "application/json",
                       explain_json(node, asked.value("hex", ""), asked.value("key", "")));
    }
    return refuse(request, http::status::not_found, "No hay tal operación.");
}

Response PageServer::State::log_in(const Request& request) {
    const auto now = steady_clock::now();
    while (!failed_tries.empty() && now - failed_tries.front() > std::chrono::minutes(1))
        failed_tries.pop_front();
    if (failed_tries.size() >= static_cast<std::size_t>(tries_a_minute))
        return refuse(request, http::status::too_many_requests, "Demasiados intentos; espere un minuto.");
    const json asked = json::parse(request.body(), nullptr, false);
    const std::string password = asked.is_object() ? asked.value("password", "") : "";
    if (!std::filesystem::exists(password_file(node.settings())))
        return refuse(request, http::status::forbidden,
                      "Este gateway aún no tiene contraseña: ejecute aquacis-edge enroll o aquacis-edge password.");
    if (!password_fits(password_file(node.settings()), password)) {
        failed_tries.push_back(now);
        log::warning("page.wrong_password", {{"tries_this_minute", failed_tries.size()}});
        return refuse(request, http::status::unauthorized, "La contraseña no es correcta.");
    }
    if (visits.size() == max_sessions) visits.pop_front();
    visits.push_back({make_password(random) + make_password(random), now + session_lasts});
    Response response = respond(request, http::status::ok, "application/json", "{}");
    response.set(http::field::set_cookie,
                 "aquacis=" + visits.back().token + "; HttpOnly; SameSite=Strict; Path=/" + (tls ? "; Secure" : ""));
    return response;
}

bool PageServer::State::is_in(const Request& request) {
    const std::string token = cookie_of(request);
    const auto now = steady_clock::now();
    std::erase_if(visits, [&](const Visit& visit) { return visit.until < now; });
    return std::any_of(visits.begin(), visits.end(), [&](const Visit& visit) {
        return visit.token.size() == token.size() && CRYPTO_memcmp(visit.token.data(), token.data(), token.size()) == 0;
    });
}

PageServer::PageServer(const Node& node, RandomBits random) : state_(std::make_unique<State>(node, std::move(random))) {
    state_->listen();
    state_->thread = std::thread([this] { state_->run(); });
}

PageServer::~PageServer() {
    state_->stopping = true;
    if (state_->thread.joinable()) state_->thread.join();
}

std::uint16_t PageServer::port() const { return state_->acceptor.local_endpoint().port(); }

}  // namespace aquacis::edge
