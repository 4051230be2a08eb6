#include "base/log/log.hpp"

#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "base/time.hpp"

namespace aquacis::log {
namespace {

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::string_view word(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warning:
            return "warning";
        case Level::error:
            return "error";
    }
    return "error";
}

std::string& program_name() {
    static std::string name = "aquacis";
    return name;
}

constexpr std::size_t kept_lines = 500;

const std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt>& newest() {
    static const auto ring = std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(kept_lines);
    return ring;
}

spdlog::logger& sink() {
    static const auto logger = [] {
        auto made = spdlog::stderr_logger_mt("aquacis");
        made->sinks().push_back(newest());
        made->set_pattern("%v");
        made->flush_on(spdlog::level::info);
        return made;
    }();
    return *logger;
}

}  // namespace

void start(std::string_view program, Level least) {
    program_name() = program;
    sink().set_level(to_spdlog(least));
}

std::vector<std::string> recent() {
    std::vector<std::string> lines = newest()->last_formatted();
    for (std::string& line : lines)
        if (!line.empty() && line.back() == '\n') line.pop_back();
    return lines;
}

void write(Level level, std::string_view event, Fields fields) {
    if (!sink().should_log(to_spdlog(level))) return;
    // The one place that reads the clock by itself: a log line's time is no business fact.
    const SystemClock clock;
    nlohmann::ordered_json line{
        {"time", to_iso(clock.now())}, {"level", word(level)}, {"program", program_name()}, {"event", event}};
    for (const Field& field : fields)
        std::visit([&](const auto& value) { line[std::string(field.name)] = value; }, field.value);
    sink().log(to_spdlog(level), line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace aquacis::log
