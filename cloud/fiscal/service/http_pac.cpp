#include "cloud/fiscal/service/http_pac.hpp"

#include <nlohmann/json.hpp>

namespace aquacis::fiscal {
namespace {

using http::Exchange;
using nlohmann::json;

// A field of the answer; empty when the body is not what was agreed.
std::string field_of(const std::string& body, const char* name) {
    const json parsed = json::parse(body, nullptr, false);
    return parsed.is_object() && parsed.contains(name) && parsed[name].is_string() ? parsed[name].get<std::string>()
                                                                                   : std::string();
}

StampAnswer to_answer(const http::Response& response) {
    using Kind = StampAnswer::Kind;
    StampAnswer answer{Kind::unknown, field_of(response.body, "timbre"), field_of(response.body, "code"),
                       field_of(response.body, "message")};
    if (response.status == 200 && !answer.timbre.empty())
        answer.kind = Kind::stamped;
    else if (response.status == 409)
        answer.kind = Kind::duplicate;
    else if (response.status == 422 || response.status == 400 || response.status == 413)
        answer.kind = Kind::rejected;
    else if (response.status == 429 || response.status == 503 || response.status == 401 || response.status == 403)
        answer.kind = Kind::transient;
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
    if (exchange.response.status == 404) return {RecoverAnswer::Kind::absent, {}};
    return {};
}

}  // namespace aquacis::fiscal
