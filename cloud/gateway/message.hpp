#pragma once
// HTTP -> message: path, query and a strict JSON body. What does not fit is refused by the name of its field.

#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <string>

#include "base/http/message.hpp"
#include "base/result.hpp"
#include "cloud/gateway/routes.hpp"

namespace aquacis::gateway {

// The Idempotency-Key header and the body's external_reference are one key: refused when both are given and differ, or
// when a request that has the field gives neither.
Result<std::shared_ptr<google::protobuf::Message>> make_message(const Route& route, const http::Request& request,
                                                                const std::map<std::string, std::string>& variables);

}  // namespace aquacis::gateway
