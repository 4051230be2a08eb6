#include "cloud/platform/arrays.hpp"

namespace aquacis::platform {

void ArrayLiteral::add(std::string_view element) {
    separate();
    text_.push_back('"');
    for (const char c : element) {
        if (c == '"' || c == '\\') text_.push_back('\\');
        text_.push_back(c);
    }
    text_.push_back('"');
}

void ArrayLiteral::add_null() {
    separate();
    text_ += "NULL";
}

void ArrayLiteral::add_bytes(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    separate();
    text_.reserve(text_.size() + 2 * bytes.size() + 8);
    text_ += "\"\\\\x";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text_.push_back(digits[byte >> 4U]);
        text_.push_back(digits[byte & 0x0FU]);
    }
    text_.push_back('"');
}

}  // namespace aquacis::platform
