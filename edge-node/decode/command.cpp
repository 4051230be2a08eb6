#include "edge-node/decode/command.hpp"

#include <iostream>

#include "base/command_line/command_line.hpp"
#include "edge-node/decode/decoder.hpp"
#include "edge-node/decode/explain.hpp"
#include "edge-node/decode/json.hpp"
#include "edge-node/decode/lorawan.hpp"
#include "edge-node/decode/spanish.hpp"

namespace aquacis::edge {
namespace {

constexpr std::size_t max_line = 65536;

struct Session {
    const Drivers& drivers;
    FormatStore& formats;
    Decoder decoder;
};

struct DecodeOptions {
    std::string input;
    std::string key;
    std::string drivers;
    bool json = false;
    bool explain = false;
};

void print_plain(const Decoded& decoded) {
    const Telegram& telegram = decoded.telegram;
    std::cout << telegram.address.manufacturer << ' ' << telegram.address.id << " driver " << telegram.driver
              << ", security " << to_string(telegram.security) << '\n';
    if (decoded.error) std::cout << "  byte " << decoded.error->offset << ": " << decoded.error->message << '\n';
    if (telegram.volume_m3) std::cout << "  volume " << telegram.volume_m3->to_string() << " m3\n";
    if (telegram.date_time) std::cout << "  meter's clock " << *telegram.date_time << '\n';
    if (telegram.target_volume_m3) {
        std::cout << "  target " << telegram.target_volume_m3->to_string() << " m3";
        if (telegram.target_date) std::cout << " on " << *telegram.target_date;
        std::cout << '\n';
    }
    for (const auto& word : telegram.status)
        std::cout << "  status " << word << '\n';
    for (const auto& warning : telegram.warnings)
        std::cout << "  warning: " << warning << '\n';
}

Decoded no_hexadecimal(std::string_view hex) {
    const auto fault = hex_fault(hex);
    Decoded decoded;
    decoded.error = DecodeError{fault ? fault->byte : 0, fault ? describe(*fault) : "there are no hexadecimal digits"};
    return decoded;
}

// Bytes, field, value and meaning, a line each.
void print_explained(std::string_view hex, const std::optional<Key>& key, const Drivers& drivers,
                     FormatStore& formats) {
    const auto bytes = parse_hex(hex);
    if (!bytes) {
        std::cout << spanish_hex_fault(hex_fault(hex).value_or(HexFault{})) << '\n';
        return;
    }
    for (const Explained& item : explain(*bytes, key ? &*key : nullptr, drivers, formats)) {
        std::cout << item.offset << "+" << item.length << "  " << item.hex << "  [" << item.kind << "] " << item.field
                  << ": " << item.value << "  (" << item.meaning << ")\n";
    }
}

// Half a byte behind the end that the length byte names is a slip of the copying hand and loses nothing.
Decoded decode_hex(std::string_view hex, const std::optional<Key>& key, Decoder& decoder) {
    const Key* with = key ? &*key : nullptr;
    if (const auto bytes = parse_hex(hex)) return decoder.decode(*bytes, with);
    if (hex.empty()) return no_hexadecimal(hex);
    const auto but_last = parse_hex(hex.substr(0, hex.size() - 1));
    if (!but_last || but_last->empty() || but_last->size() != but_last->front() + std::size_t{1})
        return no_hexadecimal(hex);
    Decoded decoded = decoder.decode(*but_last, with);
    decoded.telegram.warnings.emplace_back("half a byte behind the telegram's end was ignored");
    return decoded;
}

// True when every telegram of the line was decoded.
bool decode_line(std::string_view line, const std::optional<Key>& key, const DecodeOptions& options, Session& session) {
    bool all = true;
    while (true) {
        const std::size_t comma = line.find(',');
        if (options.explain) print_explained(line.substr(0, comma), key, session.drivers, session.formats);
        const Decoded decoded = decode_hex(line.substr(0, comma), key, session.decoder);
        all = all && decoded.outcome == Outcome::decoded;
        if (options.json)
            std::cout << to_json(decoded) << '\n';
        else if (!options.explain)
            print_plain(decoded);
        if (comma == std::string_view::npos) return all;
        line.remove_prefix(comma + 1);
    }
}

// Each line a telegram in hex, with a key of its own behind a blank or the one for all; a word that is no key belongs
// to the telegram. False: not all could be decoded.
bool decode_lines(const std::optional<Key>& key, const DecodeOptions& options, Session& session) {
    bool all = true;
    std::string line;
    while (std::getline(std::cin, line)) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.pop_back();
        if (line.empty() || line[0] == '#') continue;
        if (line.size() > max_line) throw std::runtime_error("a line of the input has more than 65536 characters");
        auto line_key = key;
        std::string_view hex = line;
        if (const std::size_t blank = line.find(' '); blank != std::string::npos) {
            line_key = parse_key(std::string_view(line).substr(blank + 1));
            if (line_key)
                hex = hex.substr(0, blank);
            else
                line_key = key;
        }
        all = decode_line(hex, line_key, options, session) && all;
    }
    return all;
}

}  // namespace

int decode_command(int argc, char** argv) {
    DecodeOptions options;
    CommandLine app("Decodes wireless and wired M-Bus telegrams of water meters", "aquacis-edge decode");
    app.add_option("hex", options.input,
                   "telegrams in hexadecimal, separated by commas; - reads lines from standard input")
        .required();
    app.add_option("--key", options.key, "the meter's AES-128 key, 32 hexadecimal digits");
    app.add_option("--drivers", options.drivers, "a folder of driver files to use before the built-in ones");
    auto json = app.add_flag("--json", options.json, "one JSON object a line");
    app.add_flag("--explain", options.explain, "what each range of bytes means").excludes(json);
    if (const auto status = app.parse(argc, argv)) return *status;
    std::optional<Key> key;
    if (!options.key.empty()) {
        key = parse_key(options.key);
        if (!key) {
            std::cerr << "--key: 32 hexadecimal digits are needed\n";
            return 2;
        }
    }
    const Drivers drivers = options.drivers.empty() ? Drivers::built_in() : Drivers::from_folder(options.drivers);
    MemoryFormatStore formats;
    Session session{drivers, formats, Decoder(drivers, formats)};
    const bool all =
        options.input == "-" ? decode_lines(key, options, session) : decode_line(options.input, key, options, session);
    return all || options.json ? 0 : 1;  // as JSON each telegram has its answer
}

int decode_lorawan_command(int argc, char** argv) {
    LorawanUplink uplink;
    std::string hex;
    bool json = false;
    CommandLine app("Decodes LoRaWAN payloads of water meters, pulse counters and sensors",
                    "aquacis-edge decode-lorawan");
    app.add_option("--vendor", uplink.vendor, "the maker, as 'axioma'").required();
    app.add_option("--model", uplink.model, "the model, as 'qalcosonic-w1'").required();
    app.add_option("--port", uplink.port, "the FPort");
    app.add_option("hex", hex, "the payload in hexadecimal").required();
    app.add_flag("--json", json, "one JSON object");
    if (const auto status = app.parse(argc, argv)) return *status;
    const auto bytes = parse_hex(hex);
    const Drivers drivers = Drivers::built_in();
    MemoryFormatStore formats;
    LorawanDecoder decoder(drivers, formats);
    if (bytes) uplink.payload = *bytes;
    const Decoded decoded = bytes ? decoder.decode(uplink) : no_hexadecimal(hex);
    if (json)
        std::cout << to_json(decoded) << '\n';
    else
        print_plain(decoded);
    return json || decoded.outcome == Outcome::decoded ? 0 : 1;
}

}  // namespace aquacis::edge
