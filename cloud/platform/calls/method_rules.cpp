#include "cloud/platform/calls/method_rules.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/message.h>

#include <stdexcept>

#include "aquacis/api/v1/options.pb.h"

namespace aquacis::platform {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

MethodRule rule_of(const MethodDescriptor& method) {
    MethodRule rule{method.full_name(), method.options().GetExtension(api::v1::scope)};
    const bool is_open = method.options().GetExtension(api::v1::open);
    if (rule.scope.empty() != is_open)
        throw std::logic_error(rule.method + (is_open ? " has a scope and is open: one of the two is meant"
                                                      : " has no scope; say who may call it, or that it is open"));
    return rule;
}

}  // namespace

MethodRules::MethodRules(const std::vector<const FileDescriptor*>& files) {
    for (const FileDescriptor* file : files)
        for (int s = 0; s < file->service_count(); ++s)
            for (int m = 0; m < file->service(s)->method_count(); ++m) {
                const MethodDescriptor& method = *file->service(s)->method(m);
                MethodRule rule = rule_of(method);
                const auto [at, is_new] = by_request_.try_emplace(method.input_type(), rule);
                if (!is_new && at->second.scope != rule.scope)
                    throw std::logic_error(rule.method + " has the request of " + at->second.method +
                                           " and another scope: give it a message of its own");
            }
}

const MethodRule& MethodRules::of(const google::protobuf::Message& request) const {
    const auto found = by_request_.find(request.GetDescriptor());
    if (found == by_request_.end())
        throw std::logic_error(request.GetDescriptor()->full_name() + " is no method's request");
    return found->second;
}

std::vector<const FileDescriptor*> MethodRules::linked_files() {
    std::vector<std::string> names;
    DescriptorPool::internal_generated_database()->FindAllFileNames(&names);
    std::vector<const FileDescriptor*> files;
    for (const std::string& name : names)
        if (name.rfind("aquacis/", 0) == 0) files.push_back(DescriptorPool::generated_pool()->FindFileByName(name));
    return files;
}

}  // namespace aquacis::platform
