#include "cloud/gateway/front.hpp"

#include <google/protobuf/message.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <future>

#include "cloud/gateway/message.hpp"
#include "cloud/gateway/openapi.hpp"
#include "cloud/gateway/problem.hpp"

namespace aquacis::gateway {
namespace {

using HttpRequest = http::Request;
using HttpResponse = http::Response;

// gRPC takes no other byte in metadata, and stops the program over one; all headers together have 8 KiB.
constexpr std::size_t longest_authorization = 6 * 1024;
constexpr std::size_t longest_other_header = 128;
constexpr const char* correlation_header = "x-correlation-id";

Result<> forward_headers(const HttpRequest& request, grpc::ClientContext& context) {
    for (const std::string name : {"authorization", correlation_header, "traceparent"}) {
        const std::string value = request.header(name);
        if (value.empty()) continue;
        const std::size_t longest = name == "authorization" ? longest_authorization : longest_other_header;
        const bool printable = std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
        if (!printable || value.size() > longest)
            return Refusal{RefusalKind::invalid, "http.bad_header", name, "El encabezado «" + name + "» no es válido.",
                           "Envíe hasta " + std::to_string(longest) + " caracteres ASCII visibles."};
        context.AddMetadata(name, value);
    }
    return Done{};
}

grpc::Status invoke(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context, const Route& route,
                    const google::protobuf::Message& request, google::protobuf::Message& response) {
    grpc::TemplatedGenericStub<google::protobuf::Message, google::protobuf::Message> stub(channel);
    std::promise<grpc::Status> done;
    stub.UnaryCall(&context, "/" + route.method->service()->full_name() + "/" + route.method->name(),
                   grpc::StubOptions(), &request, &response,
                   [&done](grpc::Status result) { done.set_value(std::move(result)); });
    return done.get_future().get();
}

}  // namespace

Front::Front(std::vector<Route> routes, const platform::Channels& channels, std::unique_ptr<DemoIssuer> issuer,
             const Settings& settings)
    : routes_(std::move(routes)),
      channels_(channels),
      issuer_(std::move(issuer)),
      call_deadline_(settings.call_deadline),
      openapi_(make_openapi(routes_, settings.issuer_url)) {}

HttpResponse Front::answer(const HttpRequest& request) const {
    const std::string path = request.target.substr(0, request.target.find('?'));
    if (path == "/health") return {200, "application/json", R"({"status":"ok"})", {}};
    if (path == "/openapi.json") return {200, "application/json", openapi_, {}};
    if (issuer_ != nullptr)
        if (const auto issued = issuer_->answer(request)) return *issued;
    const Match found = match(routes_, request.method, path);
    if (found.route == nullptr && !found.allowed.empty()) {
        auto refused = problem(405, {RefusalKind::invalid, "http.wrong_method", "",
                                     "Esa dirección no acepta " + request.method + ".", "Use " + found.allowed + "."});
        refused.headers.emplace_back("Allow", found.allowed);
        return refused;
    }
    if (found.route == nullptr)
        return problem({RefusalKind::not_found, "http.unknown_path", "", "No hay nada en esa dirección.",
                        "Consulte /openapi.json."});
    auto response = call(request, found);
    const std::string correlation = request.header(correlation_header);
    if (!correlation.empty() && correlation.size() <= longest_other_header)
        response.headers.emplace_back("X-Correlation-Id", correlation);
    return response;
}

HttpResponse Front::call(const HttpRequest& request, const Match& found) const {
    const auto message = make_message(*found.route, request, found.variables);
    if (!message) return problem(message.refusal());
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + call_deadline_);
    if (const auto forwarded = forward_headers(request, context); !forwarded) return problem(forwarded.refusal());
    const auto* prototype =
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(found.route->method->output_type());
    const std::unique_ptr<google::protobuf::Message> response(prototype->New());
    const grpc::Status status = invoke(channels_.to(found.route->context), context, *found.route, **message, *response);
    if (!status.ok()) return problem(status);
    return {200, "application/json", to_json(*response), {}};
}

}  // namespace aquacis::gateway
