#pragma once
// A request's JSON, straight into its message: read once, bounded while it is read, refused by the name of the field.

#include <google/protobuf/message.h>

#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aquacis::gateway {

// The fields that have been given, in path, query or body: one that is given twice has no one meaning.
using Given = std::set<int>;

// Stricter than proto3 JSON: no null, no 1.0 for an integer, no number for a text, no name that the message does not
// have, no NUL.
Result<> read_json(std::string_view text, google::protobuf::Message& message, Given& given);

// A path's or a query's text, as the JSON text of the same name would be taken.
Result<> read_parameter(const std::string& name, const std::string& text, google::protobuf::Message& message,
                        Given& given);

std::string names_of(const google::protobuf::Descriptor& type);  // "contract_number, page_size"

}  // namespace aquacis::gateway
