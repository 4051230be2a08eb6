#pragma once
// Structured logs: one JSON object a line on standard error. Personal data never goes in: ids and counts do.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace aquacis::log {

enum class Level { debug, info, warning, error };

struct Field {
    Field(std::string_view field_name, std::string_view field_value)
        : name(field_name), value(std::string(field_value)) {}
    Field(std::string_view field_name, const std::string& field_value) : name(field_name), value(field_value) {}
    Field(std::string_view field_name, const char* field_value) : name(field_name), value(std::string(field_value)) {}
    Field(std::string_view field_name, bool field_value) : name(field_name), value(field_value) {}
    template <class Number>
    requires std::is_arithmetic_v<Number> Field(std::string_view field_name, Number number) : name(field_name) {
        if constexpr (std::is_floating_point_v<Number>)
            value = static_cast<double>(number);
        else
            value = static_cast<std::int64_t>(number);
    }

    std::string_view name;
    std::variant<std::string, std::int64_t, double, bool> value;
};

using Fields = std::initializer_list<Field>;

// Once, from main: the program's name on each line, and the least level that is written.
void start(std::string_view program, Level least = Level::info);

// The newest lines, at most 500, oldest first: for an engineer who cannot come to the machine.
std::vector<std::string> recent();

void write(Level level, std::string_view event, Fields fields);
inline void debug(std::string_view event, Fields fields = {}) { write(Level::debug, event, fields); }
inline void info(std::string_view event, Fields fields = {}) { write(Level::info, event, fields); }
inline void warning(std::string_view event, Fields fields = {}) { write(Level::warning, event, fields); }
inline void error(std::string_view event, Fields fields = {}) { write(Level::error, event, fields); }

}  // namespace aquacis::log
