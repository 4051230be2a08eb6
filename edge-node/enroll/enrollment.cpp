#include "edge-node/enroll/enrollment.hpp"

#include <nlohmann/json.hpp>

#include "base/enrollment_code.hpp"
#include "base/http/client.hpp"

namespace aquacis::edge {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds patience{30};
constexpr Instant software_is_older = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

void check_server(const std::string& server) {
    const bool here =
        server.rfind("http://127.0.0.1", 0) == 0 && (server.size() == 16 || server[16] == ':' || server[16] == '/');
    if (server.rfind("https://", 0) != 0 && !here)
        throw EnrollmentError("--server must begin with https://; without TLS only http://127.0.0.1:port is allowed");
}

http::Client connect(const EnrollmentWish& wish, const http::Trust& trust) try {
    return http::Client(wish.server, trust);
} catch (const std::invalid_argument& fault) {
    throw EnrollmentError(std::string("--server or --ca: ") + fault.what());
}

std::string text_in(const json& body, const char* name) {
    const auto found = body.find(name);
    return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

// The answer's object; a refusal of the server in its own words.
json ask(http::Client& client, const http::Request& request) {
    const http::Exchange exchange = client.send(request, patience);
    if (exchange.outcome != http::Exchange::Outcome::answered)
        throw EnrollmentError("the server did not answer (" + exchange.reason +
                              "); check --server, the link and this machine's clock, then repeat the same command");
    json body = json::parse(exchange.response.body, nullptr, false);
    if (exchange.response.status == 200 && body.is_object()) return body;
    if (body.is_object() && body.contains("detail"))
        throw EnrollmentError(text_in(body, "detail") + " " + text_in(body, "remedy"));
    throw EnrollmentError("the server answered with status " + std::to_string(exchange.response.status) +
                          "; is --server the utility's API?");
}

std::string fetch_authority(const EnrollmentWish& wish, const EnrollmentCode& code) {
    http::Client client = connect(wish, {.in = http::Trust::In::anybody});
    std::string pem = text_in(ask(client, {"GET", "/v1/device-authority", {}, {}}), "certificate_pem");
    bool named = false;
    try {
        named = authority_symbols(digest_of_certificate(pem)) == code.authority;
    } catch (const std::runtime_error& fault) {
        throw EnrollmentError(std::string(fault.what()) + "; is --server the utility's API?");
    }
    if (!named)
        throw EnrollmentError(
            "the server is not the one that this code names: the code's second half is mistyped, --server is another "
            "system, "
            "or somebody stands between; nothing was sent. Check both, or ask the office for a new code");
    return pem;
}

}  // namespace

Identity enroll(const EnrollmentWish& wish, const IdentityFolder& folder, const Clock& clock) {
    check_server(wish.server);
    const auto code = parse_enrollment_code(wish.code);
    if (!code) throw EnrollmentError("--code: " + code.refusal().message + " " + code.refusal().remedy);
    if (folder.exists() && !wish.again)
        throw EnrollmentError(
            folder.path().string() +
            " holds an identity already; --again makes a new one and keeps the old until it is there");
    if (clock.now() < software_is_older)
        throw EnrollmentError("this machine's clock says " + to_iso(clock.now()) +
                              ": set it first (timedatectl), certificates are checked against it");

    Identity made;
    made.authority_pem = fetch_authority(wish, *code);
    const DeviceKey key = folder.pending_key();
    http::Client client = connect(wish, {.authorities_pem = made.authority_pem + "\n" + wish.authorities_pem});
    const json body{{"code", code->sent()}, {"request_pem", key.request_pem()}};
    const json answer =
        ask(client, {"POST", "/v1/gateways:enroll", {{"content-type", "application/json"}}, body.dump()});
    made.gateway_id = text_in(answer, "gateway_id");
    made.administration = answer.value("administration", 0);
    made.server = text_in(answer, "server");
    made.certificate_pem = text_in(answer, "certificate_pem");
    // The one that the code names, and others of the cloud: a server that may be told the code may say those.
    if (const std::string all = text_in(answer, "authority_pem"); all.rfind(made.authority_pem, 0) == 0)
        made.authority_pem = all;
    if (made.gateway_id.empty() || made.administration <= 0 || made.server.empty())
        throw EnrollmentError(
            "the server's answer lacks the gateway's name, administration or broker; it is of another version than "
            "this program");
    if (const std::string wrong = why_not_usable(key, made.certificate_pem, made.authority_pem, clock.now());
        !wrong.empty())
        throw EnrollmentError("the certificate cannot be used: " + wrong +
                              ". Check this machine's clock, then repeat the same command");
    folder.keep(made);
    return made;
}

}  // namespace aquacis::edge
