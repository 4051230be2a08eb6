// Every telegram of the public reference data against what the reference decoder printed. The list below names those
// that differ and why; it must shrink by hand, so a listed one that passes fails the test too.

#include <map>
#include <nlohmann/json.hpp>

#include "edge-node/decode/tests/support.hpp"

namespace aquacis::edge {
namespace {

using Json = nlohmann::json;

const std::map<std::string, std::string> known_to_differ = {
    {"63", "the stored telegram is cut behind its header"},
    {"82", "the stored telegram is cut behind its header"},
    {"87", "the stored telegram is cut behind its header"},
    {"118", "the stored telegram is cut behind its header"},
    {"122", "the reference prints the invalid date FFFF as 2127-15-31"},
    {"133", "the stored telegram is cut behind its header"},
    {"136", "the stored telegram is cut behind its header"},
    {"137", "the stored telegram is cut inside its ciphertext"},
    {"138", "stored in clear, and its payload CRC is wrong"},
    {"139", "stored in clear, and its payload CRC is wrong"},
    {"148", "encrypted, and no key is published"},
    {"152", "the reference repeats the flow of the telegram before it"},
};

struct Sample {
    std::string number;
    std::map<std::string, std::string> fields;
};

std::vector<Sample> samples_of(const std::string& text) {
    std::vector<Sample> samples;
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line)) {
        if (line.starts_with("[")) {
            samples.push_back({line.substr(1, line.find(']') - 1), {}});
        } else if (const auto equals = line.find('='); equals != std::string::npos && !samples.empty()) {
            samples.back().fields.emplace(line.substr(0, equals), line.substr(equals + 1));
        }
    }
    return samples;
}

Decoded decode_last(const std::string& telegrams, const Key* key, Decoder& decoder) {
    Decoded decoded;
    std::istringstream parts(telegrams);
    std::string part;
    while (std::getline(parts, part, ',')) {
        auto bytes = parse_hex(part);
        if (!bytes) bytes = parse_hex(part.substr(0, part.size() - 1));  // one sample has half a byte too many
        decoded = decoder.decode(bytes.value_or(Bytes{}), key);
    }
    return decoded;
}

std::string number_text(const Json& json) {
    if (json.is_number_integer()) return std::to_string(json.get<std::int64_t>());
    return json.dump();
}

// The reference computes in binary floating point and prints six digits.
bool equals(const std::optional<Decimal>& value, const Json& expected) {
    const auto wanted = Decimal::parse(number_text(expected));
    if (!value || !wanted) return false;
    const Decimal difference = *value - *wanted;
    return difference < Decimal(1, 6) && Decimal(-1, 6) < difference;
}

class Comparison {
public:
    Comparison(const Telegram& telegram, const Json& expected) : telegram_(telegram), expected_(expected) {}

    std::string run() {
        number({"total_m3"}, telegram_.volume_m3);
        number({"target_m3"}, telegram_.target_volume_m3);
        number({"flow_m3h", "volume_flow_m3h", "current_flow_m3h"}, telegram_.flow_m3_h);
        number({"flow_temperature_c"}, telegram_.temperature_c);
        text("id", telegram_.address.id);
        text("meter_datetime", with_blank(telegram_.date_time.value_or("none")));
        for (const char* name : {"target_date", "target_datetime", "set_date"}) {
            if (!expected_.contains(name) || expected_[name].is_null()) continue;
            check(name, telegram_.target_date.value_or("none"), expected_[name].get<std::string>().substr(0, 10));
            break;
        }
        status();
        return found_;
    }

private:
    static std::string with_blank(std::string moment) {
        std::replace(moment.begin(), moment.end(), 'T', ' ');
        return moment;
    }
    void check(const std::string& what, const std::string& have, const std::string& want) {
        if (have != want) found_ += "  " + what + ": " + have + ", the reference says " + want + "\n";
    }
    void number(std::initializer_list<const char*> names, const std::optional<Decimal>& value) {
        for (const char* name : names) {
            if (!expected_.contains(name) || expected_[name].is_null()) continue;
            if (!equals(value, expected_[name])) check(name, test::text_of(value), number_text(expected_[name]));
        }
    }
    void text(const char* name, const std::string& have) {
        if (expected_.contains(name)) check(name, have, expected_[name].get<std::string>());
    }
    void status() {
        const char* name = expected_.contains("status") ? "status" : "current_status";
        if (!expected_.contains(name)) return;
        auto listed = expected_[name].get<std::string>();
        std::replace(listed.begin(), listed.end(), ',', ' ');
        std::transform(listed.begin(), listed.end(), listed.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        std::istringstream split(listed);
        std::string want;
        for (std::string word; split >> word;)
            want += word == "OK" || word == "NO_ALARM" ? "" : word + " ";
        std::string have;
        for (const auto& word : telegram_.status)
            have += word + " ";
        check("status", have, want);
    }

    const Telegram& telegram_;
    const Json& expected_;
    std::string found_;
};

TEST(water_telegrams, agree_with_the_reference) {
    const auto text = test::shared_text("data/wmbus/water_telegrams.txt");
    if (!text) GTEST_SKIP() << "../shared/data/wmbus/water_telegrams.txt";
    const Drivers drivers = Drivers::built_in();
    std::size_t compared = 0;
    for (const Sample& sample : samples_of(*text)) {
        MemoryFormatStore formats;
        Decoder decoder(drivers, formats);
        const auto key_text = sample.fields.find("aeskey");
        const auto key = key_text == sample.fields.end() ? std::nullopt : parse_key(key_text->second);
        const Decoded decoded = decode_last(sample.fields.at("telegram"), key ? &*key : nullptr, decoder);
        const auto json = sample.fields.find("json");
        const Json expected =
            json == sample.fields.end() || json->second.empty() ? Json::object() : Json::parse(json->second);
        std::string different = Comparison(decoded.telegram, expected).run();
        if (decoded.error)
            different += "  byte " + std::to_string(decoded.error->offset) + ": " + decoded.error->message + "\n";
        const bool listed = known_to_differ.contains(sample.number);
        EXPECT_EQ(different.empty(), !listed) << "[" << sample.number << "]\n"
                                              << different << (listed ? "is listed as different" : "");
        ++compared;
    }
    EXPECT_EQ(compared, 125U);
}

}  // namespace
}  // namespace aquacis::edge
