#include "cloud/gateway/json_reader.hpp"

#include <google/protobuf/stubs/strutil.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "aquacis/api/v1/options.pb.h"
#include "base/parse_number.hpp"

namespace aquacis::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using nlohmann::json;

constexpr std::size_t deepest = 32;
constexpr std::size_t most_items = 1'000;

Refusal invalid(const std::string& code, const std::string& field, const std::string& message,
                const std::string& remedy) {
    return {RefusalKind::invalid, code, field, message, remedy};
}

const FieldDescriptor* find_field(const Descriptor& type, const std::string& name) {
    const auto* field = type.FindFieldByName(name);
    return field != nullptr ? field : type.FindFieldByCamelcaseName(name);
}

std::string type_of(const FieldDescriptor& field) {
    if (field.is_repeated()) return "una lista";
    switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
        case FieldDescriptor::CPPTYPE_ENUM:
            return "un texto";
        case FieldDescriptor::CPPTYPE_BOOL:
            return "true o false";
        case FieldDescriptor::CPPTYPE_MESSAGE:
            return "un objeto";
        default:
            return "un número entero";
    }
}

std::size_t characters_in(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// False: the number does not fit into the field. Each width has its own pair of calls in protobuf's reflection.
template <class Number>
bool put_number(Message& message, const FieldDescriptor& field, Number value) {
    const auto& reflection = *message.GetReflection();
    const bool list = field.is_repeated();
    const auto fits = [&](auto limits) { return std::in_range<typename decltype(limits)::type>(value); };
    switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT32:
            if (!fits(std::type_identity<std::int32_t>{})) return false;
            list ? reflection.AddInt32(&message, &field, static_cast<std::int32_t>(value))
                 : reflection.SetInt32(&message, &field, static_cast<std::int32_t>(value));
            return true;
        case FieldDescriptor::CPPTYPE_UINT32:
            if (!fits(std::type_identity<std::uint32_t>{})) return false;
            list ? reflection.AddUInt32(&message, &field, static_cast<std::uint32_t>(value))
                 : reflection.SetUInt32(&message, &field, static_cast<std::uint32_t>(value));
            return true;
        case FieldDescriptor::CPPTYPE_INT64:
            if (!fits(std::type_identity<std::int64_t>{})) return false;
            list ? reflection.AddInt64(&message, &field, static_cast<std::int64_t>(value))
                 : reflection.SetInt64(&message, &field, static_cast<std::int64_t>(value));
            return true;
        case FieldDescriptor::CPPTYPE_UINT64:
            if (!fits(std::type_identity<std::uint64_t>{})) return false;
            list ? reflection.AddUInt64(&message, &field, static_cast<std::uint64_t>(value))
                 : reflection.SetUInt64(&message, &field, static_cast<std::uint64_t>(value));
            return true;
        default:
            return false;
    }
}

bool put_string(Message& message, const FieldDescriptor& field, std::string value) {
    if (field.type() == FieldDescriptor::TYPE_BYTES) {
        std::string bytes;
        if (!google::protobuf::Base64Unescape(value, &bytes)) return false;
        value = std::move(bytes);
    }
    field.is_repeated() ? message.GetReflection()->AddString(&message, &field, std::move(value))
                        : message.GetReflection()->SetString(&message, &field, std::move(value));
    return true;
}

bool put_enum(Message& message, const FieldDescriptor& field, const std::string& name) {
    const auto* value = field.enum_type()->FindValueByName(name);
    if (value == nullptr) return false;
    field.is_repeated() ? message.GetReflection()->AddEnum(&message, &field, value)
                        : message.GetReflection()->SetEnum(&message, &field, value);
    return true;
}

// A 64-bit number may come as text; what does not fit is a wrong type as well.
bool put_number_text(Message& message, const FieldDescriptor& field, const std::string& text) {
    if (text.empty() || text.find_first_not_of("-0123456789") != std::string::npos) return false;
    if (const auto number = parse_number<std::int64_t>(text)) return put_number(message, field, *number);
    const auto large = parse_number<std::uint64_t>(text);
    return large && put_number(message, field, *large);
}

Result<> put_text(const std::string& path, const FieldDescriptor& field, std::string text, Message& message) {
    if (text.find('\0') != std::string::npos)
        return invalid("http.nul", path, "El campo «" + path + "» contiene un carácter nulo.",
                       "Quítelo y repita la petición.");
    const auto& rule = field.options().GetExtension(api::v1::rule);
    if (rule.max_length() != 0 && characters_in(text) > rule.max_length())
        return invalid("http.too_long", path, "El campo «" + path + "» es demasiado largo.",
                       "Envíe hasta " + std::to_string(rule.max_length()) + " caracteres.");
    const bool put = field.cpp_type() == FieldDescriptor::CPPTYPE_STRING ? put_string(message, field, std::move(text))
                     : field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM ? put_enum(message, field, text)
                                                                         : put_number_text(message, field, text);
    if (put) return Done{};
    return invalid("http.wrong_type", path, "El campo «" + path + "» debe ser " + type_of(field) + ".",
                   "Corrija el campo y repita la petición.");
}

// Follows the text with a stack of messages: one for each object that is open.
class Reader final : public nlohmann::json_sax<json> {
public:
    Reader(Message& message, Given& given) : root_(message), given_(given) {}
    std::optional<Refusal> refusal;

    bool null() override { return wrong_type(); }
    bool boolean(bool value) override {
        const auto* field = expect_one();
        if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_BOOL) return wrong_type();
        auto& message = *stack_.back().message;
        field->is_repeated() ? message.GetReflection()->AddBool(&message, field, value)
                             : message.GetReflection()->SetBool(&message, field, value);
        return true;
    }
    bool number_integer(std::int64_t value) override { return number(value); }
    bool number_unsigned(std::uint64_t value) override { return number(value); }
    bool number_float(double, const std::string&) override { return wrong_type(); }
    bool binary(json::binary_t&) override { return wrong_type(); }
    bool string(std::string& value) override {
        const auto* field = expect_one();
        if (field == nullptr || field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL ||
            field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
            return wrong_type();
        auto put = put_text(path(), *field, std::move(value), *stack_.back().message);
        return put ? true : refuse(put.refusal());
    }

    bool start_object(std::size_t) override {
        if (stack_.empty() && !begun_) {
            begun_ = true;
            stack_.push_back({&root_, nullptr, false, 0, {}});
            return true;
        }
        const auto* field = expect_one();
        if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map() ||
            stack_.size() >= deepest)
            return wrong_type();
        auto& message = *stack_.back().message;
        auto* inner = field->is_repeated() ? message.GetReflection()->AddMessage(&message, field)
                                           : message.GetReflection()->MutableMessage(&message, field);
        stack_.push_back({inner, nullptr, false, 0, {}});
        return true;
    }
    bool key(std::string& name) override {
        Open& open = stack_.back();
        const Descriptor& type = *open.message->GetDescriptor();
        open.field = nullptr;
        const auto* field = find_field(type, name);
        if (field == nullptr)
            return refuse(invalid("http.unknown_field", path() + name, "El campo «" + name + "» no existe.",
                                  "Use alguno de: " + names_of(type) + "."));
        if (!(stack_.size() == 1 ? given_ : open.given).insert(field->number()).second)
            return refuse(invalid("http.field_given_twice", field->name(),
                                  "El campo «" + field->name() + "» está dado dos veces.",
                                  "Envíelo una sola vez: en la dirección, en la consulta o en el cuerpo."));
        open.field = field;
        return true;
    }
    bool end_object() override {
        stack_.pop_back();
        return true;
    }
    bool start_array(std::size_t) override {
        if (stack_.empty() || stack_.back().field == nullptr || !stack_.back().field->is_repeated() ||
            stack_.back().in_list || stack_.back().field->is_map())
            return wrong_type();
        stack_.back().in_list = true;
        stack_.back().items = 0;
        return true;
    }
    bool end_array() override {
        stack_.back().in_list = false;
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        return not_json();
    }

private:
    struct Open {
        Message* message;
        const FieldDescriptor* field;  // whose value comes
        bool in_list;
        std::size_t items;
        Given given;
    };

    template <class Number>
    bool number(Number value) {
        const auto* field = expect_one();
        return field != nullptr && put_number(*stack_.back().message, *field, value) ? true : wrong_type();
    }

    // The field that takes one value now; null when it takes none.
    const FieldDescriptor* expect_one() {
        if (stack_.empty() || stack_.back().field == nullptr) return nullptr;
        Open& open = stack_.back();
        if (!open.field->is_repeated()) return open.field;
        if (!open.in_list) return nullptr;
        const std::size_t most = open.field->options().GetExtension(api::v1::rule).max_items();
        if (++open.items <= (most == 0 ? most_items : most)) return open.field;
        refuse(invalid("http.too_many_items", path(), "La lista «" + path() + "» es demasiado larga.",
                       "Envíe hasta " + std::to_string(most == 0 ? most_items : most) + " elementos."));
        return nullptr;
    }

    // "lines[].amount"; before a key is known, what stands before it.
    std::string path() const {
        std::string text;
        for (const Open& open : stack_) {
            if (open.field == nullptr) break;
            text += (text.empty() ? "" : ".") + open.field->name();
        }
        return stack_.empty() || stack_.back().field != nullptr || text.empty() ? text : text + ".";
    }

    bool wrong_type() {
        if (refusal) return false;
        if (stack_.empty()) return not_json();
        return refuse(invalid("http.wrong_type", path(),
                              "El campo «" + path() + "» debe ser " + type_of(*stack_.back().field) + ".",
                              "Corrija el campo y repita la petición."));
    }
    bool not_json() {
        return refuse(invalid("http.bad_json", "", "El cuerpo no es un objeto JSON.",
                              "Envíe un objeto JSON con: " + names_of(*root_.GetDescriptor()) + "."));
    }
    bool refuse(Refusal why) {
        if (!refusal) refusal = std::move(why);
        return false;
    }

    Message& root_;
    Given& given_;
    std::vector<Open> stack_;
    bool begun_ = false;
};

bool is_utf8(const std::string& text) {
    const json whole(text);
    return whole.dump(-1, ' ', false, json::error_handler_t::ignore) ==
           whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string names_of(const Descriptor& type) {
    std::string names;
    for (int i = 0; i < type.field_count(); ++i)
        names += (i == 0 ? "" : ", ") + type.field(i)->name();
    return names;
}

Result<> read_json(std::string_view text, Message& message, Given& given) {
    Reader reader(message, given);
    if (json::sax_parse(text, &reader)) return Done{};
    return *std::move(reader.refusal);
}

Result<> read_parameter(const std::string& name, const std::string& text, Message& message, Given& given) {
    if (!is_utf8(name) || !is_utf8(text))
        return invalid("http.not_utf8", is_utf8(name) ? name : "", "Un parámetro de la dirección no es UTF-8.",
                       "Escriba los caracteres especiales como %XX de su forma UTF-8.");
    const auto* field = find_field(*message.GetDescriptor(), name);
    if (field == nullptr)
        return invalid("http.unknown_field", name, "El parámetro «" + name + "» no existe.",
                       "Use alguno de: " + names_of(*message.GetDescriptor()) + ".");
    if (!given.insert(field->number()).second)
        return invalid("http.field_given_twice", field->name(), "El campo «" + field->name() + "» está dado dos veces.",
                       "Envíelo una sola vez: en la dirección, en la consulta o en el cuerpo.");
    if (field->is_repeated() || field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE ||
        field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL)
        return invalid("http.wrong_type", name, "El campo «" + name + "» debe ser " + type_of(*field) + ".",
                       "Corrija el campo y repita la petición.");
    return put_text(name, *field, text, message);
}

}  // namespace aquacis::gateway
