#include "cloud/gateway/route_call.hpp"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <array>
#include <future>

#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"

namespace aquacis::gateway {
namespace {

using google::protobuf::Message;

// All headers together have 8 KiB in gRPC.
constexpr std::size_t longest_authorization = 6 * 1024;
constexpr std::size_t longest_other = 128;

Result<std::string> header_of(const http::Request& request, const std::string& name, std::size_t longest) {
    std::string value = request.header(name);
    const bool printable = std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (printable && value.size() <= longest) return value;
    return Refusal{RefusalKind::invalid, "http.bad_header", name, "El encabezado «" + name + "» no es válido.",
                   "Envíe hasta " + std::to_string(longest) + " caracteres ASCII visibles."};
}

grpc::Status invoke(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context, const Route& route,
                    const Message& request, Message& response) {
    grpc::TemplatedGenericStub<Message, Message> stub(channel);
    std::promise<grpc::Status> done;
    stub.UnaryCall(&context, "/" + route.method->service()->full_name() + "/" + route.method->name(),
                   grpc::StubOptions(), &request, &response,
                   [&done](grpc::Status result) { done.set_value(std::move(result)); });
    return done.get_future().get();
}

}  // namespace

Result<CallHead> head_of(const http::Request& request) {
    auto authorization = header_of(request, "authorization", longest_authorization);
    if (!authorization) return authorization.refusal();
    auto correlation = header_of(request, "x-correlation-id", longest_other);
    if (!correlation) return correlation.refusal();
    auto trace = header_of(request, "traceparent", longest_other);
    if (!trace) return trace.refusal();
    return CallHead{*std::move(authorization), *std::move(correlation), *std::move(trace)};
}

RouteCall::Answer RouteCall::make(const Route& route, const CallHead& head, const Message& request) const try {
    platform::CallHeaders headers;
    for (const auto& [name, value] : {std::pair{"authorization", &head.authorization},
                                      {"x-correlation-id", &head.correlation_id},
                                      {"traceparent", &head.traceparent}})
        if (!value->empty()) headers.emplace(name, *value);
    const auto* prototype =
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(route.method->output_type());
    Answer answer{{}, std::unique_ptr<Message>(prototype->New())};
    if (const auto* method = channels_.direct(route.method->full_name())) {
        answer.status = channels_.call_directly(*method, headers, request, *answer.message);
        return answer;
    }
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + deadline_);
    for (const auto& [name, value] : headers)
        context.AddMetadata(name, value);
    answer.status = invoke(channels_.to(route.context), context, route, request, *answer.message);
    return answer;
} catch (
    const platform::Unavailable& nowhere) {  // a role that hosts other contexts, and was not told where this one is
    log::error("gateway.unreachable", {{"context", route.context}, {"reason", nowhere.what()}});
    return {platform::to_status({RefusalKind::unavailable, "unavailable", "",
                                 "El servicio no está disponible en este momento.",
                                 "Repita la llamada en unos minutos; si sigue, avise al operador."}),
            nullptr};
}

}  // namespace aquacis::gateway
