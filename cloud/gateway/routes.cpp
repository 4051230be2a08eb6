#include "cloud/gateway/routes.hpp"

#include <algorithm>

#include "aquacis/api/v1/options.pb.h"
#include "cloud/gateway/descriptions.hpp"
#include "cloud/platform/calls/caller_kinds.hpp"
#include "google/api/annotations.pb.h"

namespace aquacis::gateway {
namespace {

std::vector<std::string> split(const std::string& path) {
    std::vector<std::string> segments;
    std::size_t at = 1;
    while (at <= path.size()) {
        const auto slash = std::min(path.find('/', at), path.size());
        segments.push_back(path.substr(at, slash - at));
        at = slash + 1;
    }
    return segments;
}

bool is_variable(const std::string& segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// What moves money goes first; a list of everything is somebody's export and can wait.
http::Priority priority_of(const Route& route) {
    if (route.http_method != "GET") return http::Priority::first;
    return platform::is_export(*route.method) ? http::Priority::last : http::Priority::usual;
}

void add_routes(const google::protobuf::ServiceDescriptor& service, std::vector<Route>& routes) {
    for (int i = 0; i < service.method_count(); ++i) {
        const auto* method = service.method(i);
        if (!method->options().HasExtension(google::api::http)) continue;
        const google::api::HttpRule& rule = method->options().GetExtension(google::api::http);
        Route route;
        if (!rule.get().empty()) route.http_method = "GET", route.path = rule.get();
        if (!rule.post().empty()) route.http_method = "POST", route.path = rule.post();
        if (!rule.put().empty()) route.http_method = "PUT", route.path = rule.put();
        if (!rule.patch().empty()) route.http_method = "PATCH", route.path = rule.patch();
        if (!rule.delete_().empty()) route.http_method = "DELETE", route.path = rule.delete_();
        route.segments = split(route.path);
        route.method = method;
        route.has_body = rule.body() == "*";
        route.scope = method->options().GetExtension(api::v1::scope);
        route.open = method->options().GetExtension(api::v1::open);
        // aquacis.billing.v1 is answered by the context billing
        const std::string& package = service.file()->package();
        route.context = package.substr(8, package.rfind('.') - 8);
        route.priority = priority_of(route);
        routes.push_back(std::move(route));
    }
}

}  // namespace

std::vector<Route> make_routes() {
    std::vector<Route> routes;
    for (const auto& described : described_files().file()) {
        const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(described.name());
        if (file == nullptr)
            continue;  // nothing of it is linked, and so nothing of it has an HTTP rule: CMakeLists.txt
        for (int i = 0; i < file->service_count(); ++i)
            add_routes(*file->service(i), routes);
    }
    return routes;
}

std::optional<std::string> decode_percent(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i]);
            continue;
        }
        if (i + 2 >= text.size() || std::isxdigit(static_cast<unsigned char>(text[i + 1])) == 0 ||
            std::isxdigit(static_cast<unsigned char>(text[i + 2])) == 0)
            return std::nullopt;
        out.push_back(static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)));
        i += 2;
    }
    return out;
}

std::optional<std::string> decode_form(std::string_view text) {
    std::string blanks(text);
    std::replace(blanks.begin(), blanks.end(), '+', ' ');
    return decode_percent(blanks);
}

// The route of that method and path. Where the path fits others' methods alone, they are told: 405 says what is
// allowed.
Match match(const std::vector<Route>& routes, const std::string& http_method, const std::string& path) {
    const auto segments = split(path);
    Match found;
    for (const Route& route : routes) {
        if (route.segments.size() != segments.size()) continue;
        std::map<std::string, std::string> variables;
        bool fits = true;
        for (std::size_t i = 0; fits && i < segments.size(); ++i) {
            if (!is_variable(route.segments[i])) {
                fits = route.segments[i] == segments[i];
                continue;
            }
            const auto value = decode_percent(segments[i]);
            fits = value && !value->empty();
            if (fits) variables[route.segments[i].substr(1, route.segments[i].size() - 2)] = *value;
        }
        if (!fits) continue;
        if (route.http_method == http_method) return {&route, {}, std::move(variables)};
        found.allowed += (found.allowed.empty() ? "" : ", ") + route.http_method;
    }
    return found;
}

}  // namespace aquacis::gateway
