#pragma once
// The vendors' published uplinks, out of ../shared/data/lorawan/water_uplinks.txt.

#include <nlohmann/json.hpp>
#include <regex>

#include "edge-node/decode/lorawan.hpp"
#include "edge-node/decode/tests/support.hpp"

namespace aquacis::edge::test {

using Json = nlohmann::json;

struct Example {
    std::string vendor;
    std::string model;
    unsigned port = 85;
    std::string hex;
    Json output;
};

inline std::vector<Example> examples_of(const std::string& text) {
    static const std::regex heading(R"(## (?:vendor/)?([\w-]+)/([\w-]+).*)");
    static const std::regex bytes_line(R"(.*?(?:fPort=(\d+) )?bytes=([0-9A-F ]+)$)");
    std::vector<Example> examples;
    std::string vendor;
    std::string model;
    std::istringstream lines(text);
    std::smatch match;
    bool uplink = false;
    for (std::string line; std::getline(lines, line);) {
        if (std::regex_match(line, match, heading)) {
            vendor = match[1];
            model = std::regex_replace(match[2].str(), std::regex("-codec$"), "");
            if (vendor == "Milesight-IoT") model = "em300-di";
        } else if (line.starts_with("[")) {
            uplink = line.starts_with("[uplinkDecoder]");
        }
        if (uplink && std::regex_match(line, match, bytes_line)) {
            examples.push_back(
                {vendor, model, match[1].matched ? static_cast<unsigned>(std::stoul(match[1])) : 85U, match[2], {}});
            if (vendor == "Milesight-IoT") examples.back().vendor = "milesight-iot";
        } else if (uplink && line.starts_with(" output=") && !examples.empty()) {
            examples.back().output = Json::parse(line.substr(8), nullptr, false);
        }
    }
    return examples;
}

}  // namespace aquacis::edge::test
