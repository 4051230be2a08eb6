#include "cloud/gateway/json_writer.hpp"

#include <google/protobuf/stubs/strutil.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <stdexcept>

namespace aquacis::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void write_text(std::string_view text, std::string& out) {
    out.push_back('"');
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
            out.append(escape.data());
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
}

template <class Number>
void write_number(Number value, std::string& out) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    if constexpr (sizeof(Number) == sizeof(std::int64_t)) out.push_back('"');
    out.append(digits.data(), end);
    if constexpr (sizeof(Number) == sizeof(std::int64_t)) out.push_back('"');
}

void write_message(const Message& message, std::string& out);

// One value: `index` of a list, or the field's own when it is negative.
void write_value(const Message& message, const FieldDescriptor& field, int index, std::string& out) {
    const auto& r = *message.GetReflection();
    const bool list = index >= 0;
    switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING: {
            std::string scratch;
            const std::string& text = list ? r.GetRepeatedStringReference(message, &field, index, &scratch)
                                           : r.GetStringReference(message, &field, &scratch);
            if (field.type() != FieldDescriptor::TYPE_BYTES) return write_text(text, out);
            std::string encoded;
            google::protobuf::Base64Escape(text, &encoded);
            return write_text(encoded, out);
        }
        case FieldDescriptor::CPPTYPE_ENUM:
            return write_text((list ? r.GetRepeatedEnum(message, &field, index) : r.GetEnum(message, &field))->name(),
                              out);
        case FieldDescriptor::CPPTYPE_MESSAGE:
            return write_message(list ? r.GetRepeatedMessage(message, &field, index) : r.GetMessage(message, &field),
                                 out);
        case FieldDescriptor::CPPTYPE_BOOL:
            out += (list ? r.GetRepeatedBool(message, &field, index) : r.GetBool(message, &field)) ? "true" : "false";
            return;
        case FieldDescriptor::CPPTYPE_INT32:
            return write_number(list ? r.GetRepeatedInt32(message, &field, index) : r.GetInt32(message, &field), out);
        case FieldDescriptor::CPPTYPE_UINT32:
            return write_number(list ? r.GetRepeatedUInt32(message, &field, index) : r.GetUInt32(message, &field), out);
        case FieldDescriptor::CPPTYPE_INT64:
            return write_number(list ? r.GetRepeatedInt64(message, &field, index) : r.GetInt64(message, &field), out);
        case FieldDescriptor::CPPTYPE_UINT64:
            return write_number(list ? r.GetRepeatedUInt64(message, &field, index) : r.GetUInt64(message, &field), out);
        default:
            throw std::logic_error("gateway: no answer has a field as " + field.full_name());
    }
}

void write_message(const Message& message, std::string& out) {
    const auto& type = *message.GetDescriptor();
    const auto& reflection = *message.GetReflection();
    char separator = '{';
    for (int i = 0; i < type.field_count(); ++i) {
        const FieldDescriptor& field = *type.field(i);
        if (field.has_presence() && !reflection.HasField(message, &field)) continue;
        out.push_back(separator);
        separator = ',';
        out.append("\"").append(field.name()).append("\":");
        if (!field.is_repeated()) {
            write_value(message, field, -1, out);
            continue;
        }
        out.push_back('[');
        for (int at = 0, size = reflection.FieldSize(message, &field); at < size; ++at) {
            if (at != 0) out.push_back(',');
            write_value(message, field, at, out);
        }
        out.push_back(']');
    }
    out += separator == '{' ? "{}" : "}";
}

}  // namespace

std::string to_json(const Message& message) {
    std::string out;
    out.reserve(512);
    write_message(message, out);
    return out;
}

}  // namespace aquacis::gateway
