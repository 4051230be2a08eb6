#include "cloud/gateway/front.hpp"

#include <algorithm>
#include <cctype>

#include "cloud/gateway/json_writer.hpp"
#include "cloud/gateway/message.hpp"
#include "cloud/gateway/openapi.hpp"
#include "cloud/gateway/problem.hpp"
#include "cloud/platform/calls/guard.hpp"

namespace aquacis::gateway {
namespace {

using http::Request;
using http::Response;
using http::Work;

constexpr const char* correlation_header = "x-correlation-id";
constexpr std::size_t longest_echo = 128;

Response too_many(int seconds, const std::string& code, const std::string& message) {
    Response refused = problem({RefusalKind::exhausted, code, "", message,
                                "Espere " + std::to_string(seconds) + " segundos y repita la petición."});
    for (auto& [name, value] : refused.headers)
        if (name == "Retry-After") value = std::to_string(seconds);
    return refused;
}

// "application/json", with parameters or without any header at all: a body of another kind was meant for somebody else.
bool is_json(std::string type) {
    type = type.substr(0, type.find(';'));
    while (!type.empty() && type.back() == ' ')
        type.pop_back();
    for (char& c : type)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return type.empty() || type == "application/json";
}

Response nowhere(const Match& found, const std::string& method) {
    if (found.allowed.empty())
        return problem({RefusalKind::not_found, "http.unknown_path", "", "No hay nada en esa dirección.",
                        "Consulte /openapi.json."});
    Response refused = problem(405, {RefusalKind::invalid, "http.wrong_method", "",
                                     "Esa dirección no acepta " + method + ".", "Use " + found.allowed + "."});
    refused.headers.emplace_back("Allow", found.allowed);
    return refused;
}

void echo_correlation(const Request& request, Response& response) {
    const std::string correlation = request.header(correlation_header);
    if (!correlation.empty() && correlation.size() <= longest_echo)
        response.headers.emplace_back("X-Correlation-Id", correlation);
}

}  // namespace

Front::Front(std::vector<Route> routes, const platform::Channels& channels, const platform::Guard& guard,
             const Clock& clock, std::unique_ptr<DemoIssuer> issuer, const Settings& settings)
    : routes_(std::move(routes)),
      calls_(channels, settings.call_deadline),
      guard_(guard),
      clock_(clock),
      issuer_(std::move(issuer)),
      openapi_(make_openapi(routes_, settings.issuer_url)),
      refusals_(settings.refusals),
      tries_(settings.refusals),
      requests_(settings.requests),
      under_way_(std::make_shared<UnderWay>(settings.under_way)) {}

std::variant<Response, Work> Front::admit(const Request& head) const {
    const std::string path = head.target.substr(0, head.target.find('?'));
    if (path == "/health") return Response{200, "application/json", R"({"status":"ok"})", {}};
    if (path == "/openapi.json") return Response{200, "application/json", openapi_, {}};
    if (issuer_ != nullptr && DemoIssuer::is_asked(path))
        return Work{[this](const Request& request) { return issuer_->answer(request); }, http::Priority::usual};
    Match found = match(routes_, head.method, path);
    if (found.route == nullptr) return nowhere(found, head.method);
    auto admitted = admit_call(head, std::move(found));
    if (auto* refused = std::get_if<Response>(&admitted)) echo_correlation(head, *refused);
    return admitted;
}

// Nothing here waits or looks further than the head: what is refused costs a line of text.
std::variant<Response, Work> Front::admit_call(const Request& head, Match found) const {
    const Route& route = *found.route;
    auto passed_on = head_of(head);
    if (!passed_on) return problem(passed_on.refusal());
    std::shared_ptr<void> place;
    if (auto refused = route.open ? judge_open(head, route) : judge_caller(head, route, place)) return *refused;
    if (route.has_body && !is_json(head.header("content-type")))
        return problem(415, {RefusalKind::invalid, "http.wrong_content_type", "Content-Type",
                             "El cuerpo no es application/json.", "Envíe «Content-Type: application/json»."});
    return Work{[this, found = std::move(found), passed_on = *std::move(passed_on), place](const Request& request) {
                    return call(request, found, passed_on);
                },
                route.priority};
}

// An open call's credential is in its body, so each try counts as one that may be refused. Wrong tokens of the same
// address are another matter, and use none of them up.
std::optional<Response> Front::judge_open(const Request& head, const Route& route) const {
    if (!route.has_body) return std::nullopt;
    const int seconds = tries_.take(head.peer, clock_.now());
    if (seconds == 0) return std::nullopt;
    return too_many(seconds, "http.too_many_tries", "Hay demasiados intentos desde esta dirección.");
}

// A whole office calls from one address, so its wrong tokens are held against nobody but who brings one: each token is
// judged by itself, and only a refusal counts for its address.
std::optional<Response> Front::judge_caller(const Request& head, const Route& route,
                                            std::shared_ptr<void>& place) const {
    const Instant now = clock_.now();
    const auto caller = guard_.admit(head.header("authorization"), route.scope);
    if (!caller) {
        if (caller.refusal().kind != RefusalKind::unauthenticated) return problem(caller.refusal());
        const int seconds = refusals_.take(head.peer, now);
        if (seconds == 0) return problem(caller.refusal());
        return too_many(seconds, "http.too_many_refused",
                        "Demasiadas peticiones de esta dirección no traían un token válido, y esta tampoco.");
    }
    const std::string name = (*caller)->subject + "@" + std::to_string((*caller)->administration.number());
    if (const int seconds = requests_.take(name, now); seconds != 0)
        return too_many(seconds, "http.too_many_requests", "Hace demasiadas peticiones por segundo.");
    place = under_way_->take(name);
    if (place == nullptr) return too_many(1, "http.too_many_under_way", "Tiene demasiadas peticiones sin terminar.");
    return std::nullopt;
}

Response Front::call(const Request& request, const Match& found, const CallHead& head) const {
    const auto ask = [&] {
        const auto message = make_message(*found.route, request, found.variables);
        if (!message) return problem(message.refusal());
        const auto answer = calls_.make(*found.route, head, **message);
        if (!answer.status.ok()) return problem(answer.status);
        return Response{200, "application/json", to_json(*answer.message), kept_private()};
    };
    Response response = ask();
    echo_correlation(request, response);
    return response;
}

}  // namespace aquacis::gateway
