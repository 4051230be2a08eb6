#include "cloud/platform/host/limits.hpp"

namespace aquacis::platform {
namespace {

constexpr int streams_of_a_connection = 100;
constexpr std::chrono::milliseconds idle = std::chrono::minutes(5);
constexpr std::chrono::milliseconds age = std::chrono::hours(12);
constexpr std::chrono::milliseconds grace_after_age = std::chrono::minutes(1);

}  // namespace

void limit_connections(grpc::ServerBuilder& builder, std::chrono::milliseconds handshake) {
    const auto set = [&](const char* name, std::chrono::milliseconds time) {
        builder.AddChannelArgument(name, static_cast<int>(time.count()));
    };
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, streams_of_a_connection);
    set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, handshake);
    set(GRPC_ARG_MAX_CONNECTION_IDLE_MS, idle);
    set(GRPC_ARG_MAX_CONNECTION_AGE_MS, age);
    set(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, grace_after_age);
}

}  // namespace aquacis::platform
