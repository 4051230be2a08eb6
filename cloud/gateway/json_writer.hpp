#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace aquacis::gateway {

// As proto3 JSON: the proto's field names, 64-bit numbers as text, every field that has no presence.
std::string to_json(const google::protobuf::Message& message);

}  // namespace aquacis::gateway
