#include "edge-node/update/health.hpp"

#include <nlohmann/json.hpp>

namespace aquacis::edge::update {

using nlohmann::json;

HealthAnswer read_health(int status, const std::string& body) {
    HealthAnswer answer;
    const json told = json::parse(body, nullptr, false);
    if ((status != 200 && status != 503) || !told.is_object()) return answer;
    try {
        answer.well = status == 200 && told.at("well").get<bool>();
        answer.release = told.at("release");
        answer.receivers_open = told.at("receivers_open");
        answer.cloud = told.at("cloud");
        answer.acknowledged = told.at("acknowledged");
        answer.waiting = told.at("waiting");
        answer.started_us = told.at("started_us");
        answer.answered = true;
    } catch (const json::exception&) {
        return {};  // not such a node
    }
    return answer;
}

std::string why_not_good(const HealthAnswer& answer, const std::string& release, const Before& before) {
    if (!answer.answered) return "the node does not answer";
    if (answer.release != release)
        return "another release answers: " + (answer.release.empty() ? "the package's" : answer.release);
    if (!answer.well) return "the node is not well: its disk or its receivers";
    if (answer.receivers_open < before.receivers_open)
        return std::to_string(answer.receivers_open) + " receivers are open, before the update " +
               std::to_string(before.receivers_open);
    const bool reached = answer.acknowledged > 0 || (answer.cloud && answer.waiting == 0);
    const bool was_away = before.known && !before.cloud;
    if (!reached && !was_away) return answer.cloud ? "the cloud acknowledged nothing" : "the cloud is not reached";
    return {};
}

std::string watch(const GateWays& ways, const GateRules& rules, const std::string& release, const Before& before) {
    const auto end = ways.now() + rules.within;
    int in_a_row = 0;
    std::int64_t process = 0;
    std::string why = "the node does not answer";
    while (ways.now() < end) {
        const HealthAnswer answer = ways.ask();
        const std::string missing = why_not_good(answer, release, before);
        if (!missing.empty()) {
            why = missing;
            in_a_row = 0;
        } else {
            if (answer.started_us != process)
                in_a_row = 0;  // one that dies and comes again is not well, however it answers between
            process = answer.started_us;
            why = "the node does not stay up";
            if (++in_a_row >= rules.answers) return {};
        }
        ways.pause(rules.every);
    }
    return why;
}

}  // namespace aquacis::edge::update
