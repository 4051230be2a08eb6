#include "base/certificates/enrollment.hpp"

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/enrollment_code.hpp"
#include "base/http/client.hpp"

namespace aquacis {
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

EnrollmentCode checked_code(const std::string& text) {
    const auto code = parse_enrollment_code(text);
    if (!code) throw EnrollmentError("--code: " + code.refusal().message + " " + code.refusal().remedy);
    return *code;
}

http::Client connect(const std::string& server, const http::Trust& trust) try {
    return http::Client(server, trust);
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

std::string fetch_authority(const EnrollmentRequest& wish, const EnrollmentPaths& paths, const EnrollmentCode& code) {
    http::Client client = connect(wish.server, {.in = http::Trust::In::anybody});
    std::string pem = text_in(ask(client, {"GET", paths.authority, {}, {}}), "certificate_pem");
    bool named = false;
    try {
        named = authority_symbols(digest_of_certificate(pem)) == code.authority;
    } catch (const std::runtime_error& fault) {
        throw EnrollmentError(std::string(fault.what()) + "; is --server the utility's API?");
    }
    if (!named)
        throw EnrollmentError(
            "the server is not the one that this code names: the code's second half is mistyped, --server is another "
            "system, or somebody stands between; nothing was sent. Check both, or ask the office for a new code");
    return pem;
}

}  // namespace

json EnrollmentAnswer::body() const { return json::parse(text); }

std::string read_enrollment_code() {
    if (::isatty(STDIN_FILENO) != 0) std::fputs("code: ", stderr);
    std::string code;
    std::getline(std::cin, code);
    return code;
}

void check_enrollment(const EnrollmentRequest& request, Instant now) {
    check_server(request.server);
    checked_code(request.code);
    if (now < software_is_older)
        throw EnrollmentError("this machine's clock says " + to_iso(now) +
                              ": set it first (timedatectl), certificates are checked against it");
}

EnrollmentAnswer enroll_device(const EnrollmentRequest& request, const EnrollmentPaths& paths, const DeviceKey& key,
                               Instant now) {
    const EnrollmentCode code = checked_code(request.code);
    EnrollmentAnswer made;
    made.authority_pem = fetch_authority(request, paths, code);
    http::Client client =
        connect(request.server, {.authorities_pem = made.authority_pem + "\n" + request.authorities_pem});
    const json body{{"code", code.sent()}, {"request_pem", key.request_pem()}};
    const json answer = ask(client, {"POST", paths.enroll, {{"content-type", "application/json"}}, body.dump()});
    made.text = answer.dump();
    made.certificate_pem = text_in(answer, "certificate_pem");
    // The one that the code names, and others of the cloud: a server that may be told the code may say those.
    if (const std::string all = text_in(answer, "authority_pem"); all.rfind(made.authority_pem, 0) == 0)
        made.authority_pem = all;
    if (const std::string wrong = why_not_usable(key, made.certificate_pem, made.authority_pem, now); !wrong.empty())
        throw EnrollmentError("the certificate cannot be used: " + wrong +
                              ". Check this machine's clock, then repeat the same command");
    return made;
}

}  // namespace aquacis
