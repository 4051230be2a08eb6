#pragma once
// What one peer may take of the gRPC port before anybody knows who it is.

#include <grpcpp/grpcpp.h>

#include <chrono>

namespace aquacis::platform {

inline constexpr std::chrono::milliseconds usual_handshake = std::chrono::seconds(10);

// Handshakes, idle and old connections, streams of one connection. Whose stream lasts for days opens it again twice a
// day, so that its certificate is looked at again.
void limit_connections(grpc::ServerBuilder& builder, std::chrono::milliseconds handshake = usual_handshake);

}  // namespace aquacis::platform
