#pragma once
// A call within one process, without a transport: the front and the context are hosted together, so nothing is
// serialized and no thread is changed. The guard is passed as ever: the method sees the caller's headers.

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>

namespace aquacis::platform {

struct DirectMethod {
    std::string name;  // "aquacis.contracts.v1.Contracts.GetContract"
    std::string path;  // "/aquacis.contracts.v1.Contracts/GetContract"
    std::function<grpc::Status(grpc::ServerContext&, const google::protobuf::Message&, google::protobuf::Message&)>
        call;
};

// The method of the request's own file that takes it; throws std::logic_error when there is not exactly one.
const google::protobuf::MethodDescriptor& method_that_takes(const google::protobuf::Descriptor& request);

//   direct(service_, &ContractsService::GetContract)
template <class Service, class Request, class Response>
DirectMethod direct(Service& service,
                    grpc::Status (Service::*method)(grpc::ServerContext*, const Request*, Response*)) {
    const google::protobuf::MethodDescriptor& named = method_that_takes(*Request::descriptor());
    return {named.full_name(), "/" + named.service()->full_name() + "/" + named.name(),
            [&service, method](grpc::ServerContext& call, const google::protobuf::Message& request,
                               google::protobuf::Message& response) {
                return (service.*method)(&call, &dynamic_cast<const Request&>(request),
                                         &dynamic_cast<Response&>(response));
            }};
}

// What travels with a call.
using CallHeaders = std::multimap<std::string, std::string>;
using CountCall = std::function<void(const std::string& path, grpc::StatusCode, std::chrono::microseconds took)>;

}  // namespace aquacis::platform
