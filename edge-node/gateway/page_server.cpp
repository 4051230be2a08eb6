#include "edge-node/gateway/page_server.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/http/server.hpp"
#include "base/log/log.hpp"
#include "edge-node/gateway/page/texts.hpp"
#include "edge-node/gateway/password.hpp"

namespace aquacis::edge {
namespace {

using http::Request;
using http::Response;
using nlohmann::json;
using std::chrono::steady_clock;

constexpr std::size_t largest_body = 8'192;
constexpr std::size_t largest_header = 8'192;
constexpr int most_visitors = 16;
constexpr std::chrono::seconds visitor_patience{5};
constexpr std::chrono::hours session_lasts{8};
constexpr std::size_t max_sessions = 16;
constexpr std::size_t tries_a_minute = 5;
constexpr std::chrono::seconds sample_every{60};

std::string cookie_of(const Request& request) {
    const std::string all = request.header("cookie");
    const auto at = all.find("aquacis=");
    if (at == std::string::npos) return {};
    return all.substr(at + 8, all.find(';', at) - at - 8);
}

// "/api/state?find=6410": digits and letters alone.
std::string find_of(const Request& request) {
    const auto at = request.target.find("?find=");
    const std::string found = at == std::string::npos ? "" : request.target.substr(at + 6, 8);
    return std::all_of(found.begin(), found.end(), [](unsigned char c) { return std::isalnum(c) != 0; }) ? found : "";
}

Response respond(int status, std::string_view type, std::string body) {
    return {
        status,
        std::string(type) + "; charset=utf-8",
        std::move(body),
        {{"Cache-Control", "no-store"},
         {"Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
         {"X-Content-Type-Options", "nosniff"},
         {"Referrer-Policy", "no-referrer"}}};
}

Response refuse(int status, const std::string& message) {
    return respond(status, "application/json", json{{"message", message}}.dump());
}

Response unreadable(int status) { return refuse(status, "La petición no se entiende."); }

http::ServerSettings server_settings(const PageSettings& page) {
    http::ServerSettings settings;
    settings.address = page.address;
    settings.port = page.port;
    settings.threads = 1;
    settings.most_connections = most_visitors;
    settings.largest_body = largest_body;
    settings.largest_header = largest_header;
    settings.for_request = visitor_patience;
    settings.for_answer = visitor_patience;
    if (!page.has_tls()) return settings;

    try {
        settings.certificate_pem = read_file(page.certificate);
        settings.key_pem = read_file(page.key);
    } catch (const std::system_error& fault) {
        throw ConfigError(std::string("page.certificate, page.key: ") + fault.what());
    }
    return settings;
}

}  // namespace

struct PageServer::State {
    const Node& node;
    RandomBits random;
    std::mutex mutex;  // over all below: visitors and the sampling thread
    NodeState told;
    struct Visit {
        std::string token;
        steady_clock::time_point until;
    };
    std::deque<Visit> visits;
    std::deque<steady_clock::time_point> failed_tries;
    std::condition_variable_any ended;
    std::jthread sampler;
    std::optional<http::Server> server;  // last: no visitor comes before all is there, none is left when it goes

    State(const Node& of, RandomBits bits) : node(of), random(std::move(bits)), told(of) {}
    void sample(const std::stop_token& stop);
    Response answer(const Request& request);
    Response answer_api(const Request& request, const std::string& path);
    Response log_in(const Request& request);
    bool is_in(const Request& request);
};

void PageServer::State::sample(const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        told.sample();
        ended.wait_for(lock, stop, sample_every, [] { return false; });
    }
}

// What everybody on the network may see; the rest is the API's.
Response PageServer::State::answer(const Request& request) {
    const std::lock_guard lock(mutex);
    const std::string path = request.target.substr(0, request.target.find('?'));
    if (request.method == "GET") {
        if (path == "/") return respond(200, "text/html", std::string(page::index_html));
        if (path == "/page.css") return respond(200, "text/css", std::string(page::page_css));
        if (path == "/page.js") return respond(200, "text/javascript", std::string(page::page_js));
        if (path == "/english.js") return respond(200, "text/javascript", std::string(page::english_js));
        if (path == "/metrics") return respond(200, "text/plain", told.metrics());
        if (path == "/health") {
            const auto health = told.health();
            return respond(health.well ? 200 : 503, "application/json", health.json);
        }
    }
    if (path.starts_with("/api/")) return answer_api(request, path);
    return refuse(404, "No hay tal página.");
}

// Only signing in is open. What changes something comes as JSON by POST, which no page of another origin can send
// unasked.
Response PageServer::State::answer_api(const Request& request, const std::string& path) {
    const bool posted = request.method == "POST" && request.header("content-type").starts_with("application/json");
    if (path == "/api/login" && posted) return log_in(request);
    if (!is_in(request)) return refuse(401, "Entre con la contraseña del gateway.");
    if (path == "/api/state" && request.method == "GET")
        return respond(200, "application/json", told.page_json(find_of(request)));
    if (path == "/api/logout" && posted) {
        std::erase_if(visits, [token = cookie_of(request)](const Visit& visit) { return visit.token == token; });
        return respond(200, "application/json", "{}");
    }
    if (path == "/api/explain" && posted) {
        const json asked = json::parse(request.body, nullptr, false);
        if (!asked.is_object()) return refuse(400, "Se esperaba un objeto JSON.");
        return respond(200, "application/json", explain_json(node, asked.value("hex", ""), asked.value("key", "")));
    }
    return refuse(404, "No hay tal operación.");
}

// A few tries a minute for all together, so that a password is not found by trying; the oldest session goes when there
// are too many.
Response PageServer::State::log_in(const Request& request) {
    const auto now = steady_clock::now();
    while (!failed_tries.empty() && now - failed_tries.front() > std::chrono::minutes(1))
        failed_tries.pop_front();
    if (failed_tries.size() >= tries_a_minute) return refuse(429, "Demasiados intentos; espere un minuto.");

    const json asked = json::parse(request.body, nullptr, false);
    const std::string password = asked.is_object() ? asked.value("password", "") : "";
    if (!std::filesystem::exists(node.settings().page_password_file()))
        return refuse(403,
                      "Este gateway aún no tiene contraseña: ejecute aquacis-edge enroll o aquacis-edge password.");
    if (!password_fits(node.settings().page_password_file(), password)) {
        failed_tries.push_back(now);
        log::warning("page.wrong_password", {{"tries_this_minute", failed_tries.size()}});
        return refuse(401, "La contraseña no es correcta.");
    }

    if (visits.size() == max_sessions) visits.pop_front();
    visits.push_back({make_password(random) + make_password(random), now + session_lasts});
    Response response = respond(200, "application/json", "{}");
    response.headers.emplace_back("Set-Cookie", "aquacis=" + visits.back().token +
                                                    "; HttpOnly; SameSite=Strict; Path=/" +
                                                    (node.settings().page.has_tls() ? "; Secure" : ""));
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
    state_->sampler = std::jthread([this](const std::stop_token& stop) { state_->sample(stop); });
    try {
        state_->server.emplace(
            server_settings(node.settings().page), [this](const Request& request) { return state_->answer(request); },
            unreadable);
    } catch (const ConfigError&) {
        throw;
    } catch (const std::runtime_error& fault) {
        throw ConfigError(std::string("page.listen: ") + fault.what() + "; choose another port");
    }
}

PageServer::~PageServer() = default;

std::uint16_t PageServer::port() const { return state_->server->port(); }

}  // namespace aquacis::edge
