#pragma once
// The checks that every request with a list or pages needs, refused in the same words everywhere.

#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace aquacis::platform {

// No text of the message, at any depth, has a NUL: what is stored of it would end there.
Result<> check_texts(const google::protobuf::Message& message);
Refusal nul_in(std::string_view field);

// 1 to `most` elements.
Result<> check_count(std::string_view list, std::size_t count, std::size_t most);

Refusal in_field(std::string_view field, Refusal refusal);  // "reading.driver"
// The refusal of one element, its field named from the outside: "customers[3].rfc".
Refusal in_element(std::string_view list, std::size_t index, Refusal refusal);

// Who undoes something says why: 1 to 500 bytes.
Result<> check_reason(std::string_view reason);

struct PageLimits {
    int otherwise;  // when the caller says 0
    int most;
};
Result<int> check_page_size(int requested, PageLimits limits);

}  // namespace aquacis::platform
