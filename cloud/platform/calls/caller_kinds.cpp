#include "cloud/platform/calls/caller_kinds.hpp"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "google/api/annotations.pb.h"

namespace aquacis::platform {
namespace {

// Of a scope that is not named here the caller says it: a context by itself, or who has a token.
constexpr std::array kinds_by_scope{std::pair<std::string_view, CallerKind>{"operations.apply", CallerKind::till}};

}  // namespace

bool is_export(const google::protobuf::MethodDescriptor& method) {
    if (method.input_type()->FindFieldByName("page_size") == nullptr) return false;
    const std::string& path = method.options().GetExtension(google::api::http).get();
    return path.find('{') == std::string::npos;
}

CallerKind kind_of(const MethodRule& rule, const Caller& caller) {
    const auto named = std::find_if(kinds_by_scope.begin(), kinds_by_scope.end(),
                                    [&](const auto& entry) { return entry.first == rule.scope; });
    if (named != kinds_by_scope.end()) return named->second;
    if (caller.until == Instant{}) return CallerKind::sync;
    const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(rule.method);
    return method != nullptr && is_export(*method) ? CallerKind::exporter : CallerKind::portal;
}

}  // namespace aquacis::platform
