#pragma once
// Which kind of caller a method serves: by the scope that it wants and by what its request asks for.

#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/caller_kind.hpp"

namespace google::protobuf {
class MethodDescriptor;
}  // namespace google::protobuf

namespace aquacis::platform {

// Pages of all there is, and not of one contract or one customer: somebody's export, or a program that reads on and on.
bool is_export(const google::protobuf::MethodDescriptor& method);

CallerKind kind_of(const MethodRule& rule, const Caller& caller);

}  // namespace aquacis::platform
