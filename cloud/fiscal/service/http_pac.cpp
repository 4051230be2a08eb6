#include "cloud/fiscal/service/http_pac.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace aquacis::fiscal {
namespace {

using http::Exchange;
using nlohmann::json;

constexpr const char* never_stamped = "205";

// A field of the answer; empty when the body is not what was agreed.
std::string field_of(const std::string& body, const char* name) {
    const json parsed = json::parse(body, nullptr, false);
    return parsed.is_object() && parsed.contains(name) && parsed[name].is_string() ? parsed[name].get<std::string>()
                                                                                   : std::string();
}

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "302", "CFDI40108", "CRP20101": what stands in front of a PAC answers in other words.
bool is_sat_code(std::string_view code) {
    for (const std::string_view matrix : {"CFDI", "CRP"})
        if (code.starts_with(matrix)) return all_digits(code.substr(matrix.size()));
    return code.size() == 3 && all_digits(code);
}

// Credentials, the issuer's certificate or its standing with SAT, SAT out of reach: nothing that correcting this
// document would mend.
bool is_about_the_issuer(std::string_view code) {
    constexpr std::array<std::string_view, 8> codes{"300", "304", "305", "306", "308", "402", "703", "708"};
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// What an answer means. Only the PAC's own code makes it a refusal of this document; any other answer is an outage, and
// one that may have come after the document was taken is `unknown`.
StampAnswer::Kind kind_of(int status, const StampAnswer& answer) {
    using Kind = StampAnswer::Kind;
    if (status == 200) return answer.timbre.empty() ? Kind::unknown : Kind::stamped;
    if (answer.code == "307") return Kind::duplicate;
    if (is_sat_code(answer.code)) {
        if (is_about_the_issuer(answer.code)) return Kind::transient;
        if (answer.code == "401") return Kind::out_of_date;
        if (status == 422 || status == 400 || status == 413) return Kind::rejected;
    }
    const bool before_work = status == 429 || status == 401 || status == 403;
    return before_work ? Kind::transient : Kind::unknown;
}

StampAnswer to_answer(const http::Response& response) {
    StampAnswer answer{StampAnswer::Kind::unknown, field_of(response.body, "timbre"), field_of(response.body, "code"),
                       field_of(response.body, "message")};
    answer.kind = kind_of(response.status, answer);
    if (answer.code.empty()) answer.code = "HTTP " + std::to_string(response.status);
    return answer;
}

}  // namespace

HttpPac::HttpPac(Settings settings) : settings_(std::move(settings)), client_(settings_.url) {}

Exchange HttpPac::post(const std::string& target, const std::string& sealed_xml) {
    http::Request request{"POST", target, {{"Content-Type", "application/xml; charset=utf-8"}}, sealed_xml};
    if (!settings_.credentials.empty()) request.headers["Authorization"] = "Bearer " + settings_.credentials;
    return client_.send(request, settings_.within);
}

StampAnswer HttpPac::stamp(const std::string& sealed_xml) {
    const Exchange exchange = post("/stamp", sealed_xml);
    if (exchange.outcome == Exchange::Outcome::not_sent)
        return {StampAnswer::Kind::transient, {}, "not_sent", exchange.reason};
    if (exchange.outcome == Exchange::Outcome::unknown)
        return {StampAnswer::Kind::unknown, {}, "no_answer", exchange.reason};
    return to_answer(exchange.response);
}

RecoverAnswer HttpPac::recover(const std::string& sealed_xml) {
    const Exchange exchange = post("/recover", sealed_xml);
    if (exchange.outcome != Exchange::Outcome::answered) return {};
    const std::string timbre = field_of(exchange.response.body, "timbre");
    if (exchange.response.status == 200 && !timbre.empty()) return {RecoverAnswer::Kind::found, timbre};
    // A proxy's 404 says nothing of the document.
    if (exchange.response.status == 404 && field_of(exchange.response.body, "code") == never_stamped)
        return {RecoverAnswer::Kind::absent, {}};
    return {};
}

}  // namespace aquacis::fiscal
