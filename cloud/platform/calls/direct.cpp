#include "cloud/platform/calls/direct.hpp"

#include <grpcpp/test/server_context_test_spouse.h>

#include <stdexcept>

#include "cloud/platform/calls/channels.hpp"

namespace aquacis::platform {

using google::protobuf::MethodDescriptor;

const MethodDescriptor& method_that_takes(const google::protobuf::Descriptor& request) {
    const MethodDescriptor* found = nullptr;
    const auto& file = *request.file();
    for (int s = 0; s < file.service_count(); ++s)
        for (int m = 0; m < file.service(s)->method_count(); ++m) {
            const MethodDescriptor* method = file.service(s)->method(m);
            if (method->input_type() != &request) continue;
            if (found != nullptr) throw std::logic_error(request.full_name() + " is taken by more than one method");
            found = method;
        }
    if (found == nullptr) throw std::logic_error("no method of its file takes " + request.full_name());
    return *found;
}

const DirectMethod* Channels::direct(const std::string& method) const {
    const auto found = direct_.find(method);
    return found == direct_.end() ? nullptr : &found->second;
}

// gRPC's own header for putting metadata into a context that no transport has filled.
grpc::Status Channels::call_directly(const DirectMethod& method, const CallHeaders& headers,
                                     const google::protobuf::Message& request,
                                     google::protobuf::Message& response) const {
    const auto begun = std::chrono::steady_clock::now();
    grpc::ServerContext context;
    grpc::testing::ServerContextTestSpouse filled(&context);
    for (const auto& [name, value] : headers)
        filled.AddClientMetadata(name, value);
    grpc::Status status = method.call(context, request, response);
    if (count_)
        count_(method.path, status.error_code(),
               std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun));
    return status;
}

}  // namespace aquacis::platform
