#include "cloud/platform/database/sql.hpp"

#include "cloud/platform/database/fault.hpp"

namespace aquacis::platform {

void check_text(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw UnreadableText("a text for the database has a NUL in it");
}

std::string to_bytea(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = "\\x";
    text.reserve(2 + 2 * bytes.size());
    for (const char byte : bytes) {
        text.push_back(digits[static_cast<unsigned char>(byte) >> 4U]);
        text.push_back(digits[static_cast<unsigned char>(byte) & 0x0FU]);
    }
    return text;
}

std::string from_bytea(const pqxx::field& field) {
    return field.is_null() ? std::string() : pqxx::binarystring(field).str();
}

void SqlArray::separate() {
    if (size_++ != 0) text_.push_back(',');
}

SqlArray& SqlArray::add(std::string_view text) {
    check_text(text);
    separate();
    text_.push_back('"');
    for (const char c : text) {
        if (c == '"' || c == '\\') text_.push_back('\\');
        text_.push_back(c);
    }
    text_.push_back('"');
    return *this;
}

SqlArray& SqlArray::add(std::int64_t number) {
    separate();
    text_ += std::to_string(number);
    return *this;
}

SqlArray& SqlArray::add_bytes(std::string_view bytes) { return add(to_bytea(bytes)); }

SqlArray& SqlArray::add_null() {
    separate();
    text_ += "NULL";
    return *this;
}

}  // namespace aquacis::platform
