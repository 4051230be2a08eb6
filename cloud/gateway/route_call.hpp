#pragma once
// A call of a route's method on a caller's behalf, whatever front it came by: headers, deadline, the way there.

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "base/http/message.hpp"
#include "base/result.hpp"
#include "cloud/gateway/routes.hpp"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::gateway {

// What of a request's head goes on to the context.
struct CallHead {
    std::string authorization;
    std::string correlation_id;
    std::string traceparent;
};
// Refused by the header's name when one is longer or other than gRPC takes in metadata: it stops the program over one.
Result<CallHead> head_of(const http::Request& request);

class RouteCall {
public:
    RouteCall(const platform::Channels& channels, std::chrono::milliseconds deadline)
        : channels_(channels), deadline_(deadline) {}

    struct Answer {
        grpc::Status status;
        std::unique_ptr<google::protobuf::Message> message;
    };
    Answer make(const Route& route, const CallHead& head, const google::protobuf::Message& request) const;

private:
    const platform::Channels& channels_;
    const std::chrono::milliseconds deadline_;
};

}  // namespace aquacis::gateway
