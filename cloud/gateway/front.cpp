#include "cloud/gateway/front.hpp"

#include <google/protobuf/message.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <future>
#include <nlohmann/json.hpp>

#include "cloud/gateway/message.hpp"
#include "cloud/gateway/openapi.hpp"

namespace aquacis::gateway {
namespace {

using nlohmann::json;
using HttpRequest = http::Request;
using HttpResponse = http::Response;

constexpr auto call_deadline = std::chrono::seconds(10);

int http_status(RefusalKind kind) {
    switch (kind) {
        case RefusalKind::invalid: return 400;
        case RefusalKind::unauthenticated: return 401;
        case RefusalKind::forbidden: return 403;
        case RefusalKind::not_found: return 404;
        case RefusalKind::conflict: return 409;
        case RefusalKind::exhausted: return 429;
        case RefusalKind::unavailable: return 503;
    }
    return 500;
}

// RFC 9457, with our field, code and remedy.
HttpResponse problem(int status, const Refusal& refusal) {
    const json body{{"type", "about:blank"}, {"status", status}, {"code", refusal.code}, {"field", refusal.field}, {"detail", refusal.message}, {"remedy", refusal.remedy}};
    HttpResponse response{status, "application/problem+json", body.dump(-1, ' ', false, json::error_handler_t::replace), {}};
    if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

HttpResponse problem(const Refusal& refusal) { return problem(http_status(refusal.kind), refusal); }

HttpResponse problem(const grpc::Status& status) {
    if (status.error_code() == grpc::StatusCode::INTERNAL || status.error_code() == grpc::StatusCode::UNKNOWN)
        return problem(500, {RefusalKind::unavailable, "internal", "", status.error_message(), ""});
    if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED)
        return problem(504, {RefusalKind::unavailable, "timeout", "", "El servicio no respondió a tiempo.", "Repita la petición con la misma clave de idempotencia."});
    return problem(platform::refusal_of(status));
}

grpc::Status invoke(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context, const Route& route,
                    const google::protobuf::Message& request, google::protobuf::Message& response) {
    grpc::TemplatedGenericStub<google::protobuf::Message, google::protobuf::Message> stub(channel);
    std::promise<grpc::Status> done;
    stub.UnaryCall(&context, "/" + route.method->service()->full_name() + "/" + route.method->name(), grpc::StubOptions(), &request, &response,
                   [&done](grpc::Status result) { done.set_value(std::move(result)); });
    return done.get_future().get();
}

}  // namespace

Front::Front(std::vector<Route> routes, const platform::Channels& channels, std::unique_ptr<DemoIssuer> issuer, std::string issuer_url)
    : routes_(std::move(routes)), channels_(channels), issuer_(std::move(issuer)), openapi_(make_openapi(routes_, issuer_url)) {}

HttpResponse Front::answer(const HttpRequest& request) const {
    const std::string path = request.target.substr(0, request.target.find('?'));
    if (path == "/health") return {200, "application/json", R"({"status":"ok"})", {}};
    if (path == "/openapi.json") return {200, "application/json", openapi_, {}};
    if (issuer_ != nullptr)
        if (const auto issued = issuer_->answer(request)) return *issued;
    const Match found = match(routes_, request.method, path);
    if (found.wrong_method)
        return problem(405, {RefusalKind::invalid, "http.wrong_method", "", "Esa dirección no acepta " + request.method + ".", "Consulte /openapi.json."});
    if (found.route == nullptr) return problem({RefusalKind::not_found, "http.unknown_path", "", "No hay nada en esa dirección.", "Consulte /openapi.json."});
    return call(request, found);
}

HttpResponse Front::call(const HttpRequest& request, const Match& found) const {
    const auto message = make_message(*found.route, request, found.variables);
    if (!message) return problem(message.refusal());
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + call_deadline);
    for (const char* name : {"authorization", "x-correlation-id", "traceparent"})
        if (const std::string value = request.header(name); !value.empty()) context.AddMetadata(name, value);
    const auto* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(found.route->method->output_type());
    const std::unique_ptr<google::protobuf::Message> response(prototype->New());
    const grpc::Status status = invoke(channels_.to(found.route->context), context, *found.route, **message, *response);
    if (!status.ok()) return problem(status);
    return {200, "application/json", to_json(*response), {}};
}

}  // namespace aquacis::gateway
