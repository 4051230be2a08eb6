#include "edge-node/gateway/receivers/mbus_receiver.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "base/parse_number.hpp"

namespace aquacis::edge {
namespace {

constexpr std::uint8_t acknowledged = 0xE5;
constexpr std::uint8_t send_nke = 0x40;      // "forget what was before"
constexpr std::uint8_t request_data = 0x7B;  // REQ_UD2 with the frame count bit
constexpr std::uint8_t selected_meter = 0xFD;
constexpr int tries = 3;
constexpr std::size_t max_answer = 261;

std::uint8_t sum(std::span<const std::uint8_t> bytes) {
    unsigned total = 0;
    for (const std::uint8_t byte : bytes)
        total += byte;
    return static_cast<std::uint8_t>(total);
}

}  // namespace

std::optional<MbusAddress> parse_mbus_address(const std::string& text) {
    if (text.size() == 8 && text.find_first_not_of("0123456789F") == std::string::npos)
        return MbusAddress{std::nullopt, text};
    const auto primary = parse_number<std::uint8_t>(text);
    if (!primary || *primary < 1 || *primary > 250) return std::nullopt;
    return MbusAddress{*primary, ""};
}

Bytes mbus_short_frame(std::uint8_t control, std::uint8_t address) {
    return {0x10, control, address, static_cast<std::uint8_t>(control + address), 0x16};
}

Bytes mbus_select_frame(const std::string& secondary_id) {
    Bytes content;
    content.reserve(16);
    for (const std::uint8_t byte : {std::uint8_t{0x53}, selected_meter, std::uint8_t{0x52}})
        content.push_back(byte);
    const auto id = parse_hex(secondary_id);
    if (id) content.insert(content.end(), id->rbegin(), id->rend());
    content.resize(content.size() + 4, 0xFF);  // any manufacturer, version and medium
    const auto length = static_cast<std::uint8_t>(content.size());
    Bytes frame;
    frame.reserve(content.size() + 6);
    for (const std::uint8_t byte : {std::uint8_t{0x68}, length, length, std::uint8_t{0x68}})
        frame.push_back(byte);
    for (const std::uint8_t byte : content)
        frame.push_back(byte);
    frame.push_back(sum(content));
    frame.push_back(0x16);
    return frame;
}

std::optional<Bytes> find_mbus_answer(std::span<const std::uint8_t> bytes) {
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        if (bytes[at] == acknowledged) return Bytes{acknowledged};
        if (bytes[at] != 0x68 || bytes.size() < at + 4) continue;
        const std::size_t length = bytes[at + 1];
        if (bytes[at + 2] != length || bytes[at + 3] != 0x68) continue;
        if (bytes.size() < at + length + 6) return std::nullopt;
        const auto content = bytes.subspan(at + 4, length);
        if (bytes[at + 4 + length] != sum(content) || bytes[at + 5 + length] != 0x16) continue;
        return Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                     bytes.begin() + static_cast<std::ptrdiff_t>(at + length + 6));
    }
    return std::nullopt;
}

MbusReceiver::MbusReceiver(MbusSettings settings, Place place)
    : Receiver(settings.source.name, place),
      settings_(std::move(settings)),
      source_(
          settings_.source,
          [this](int, std::span<const std::uint8_t> bytes) {
              const std::lock_guard lock(mutex_);
              if (answer_.size() + bytes.size() <= max_answer)
                  answer_.insert(answer_.end(), bytes.begin(), bytes.end());
              heard_.notify_all();
          },
          [](int) {}) {}

void MbusReceiver::start() {
    source_.start();
    thread_ = std::thread([this] { run(); });
}

void MbusReceiver::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    heard_.notify_all();
    if (thread_.joinable()) thread_.join();
    source_.stop();
}

bool MbusReceiver::pause(std::chrono::milliseconds wait) {
    std::unique_lock lock(mutex_);
    heard_.wait_for(lock, wait, [&] { return stopping_; });
    return !stopping_;
}

void MbusReceiver::wait_for_the_next_round() {
    std::unique_lock lock(mutex_);
    heard_.wait_for(lock, settings_.every, [&] { return stopping_ || read_now_; });
}

void MbusReceiver::read_now() {
    const std::lock_guard lock(mutex_);
    read_now_ = true;
    heard_.notify_all();
}

void MbusReceiver::run() {
    constexpr std::chrono::milliseconds until_open{200};
    while (pause(std::chrono::milliseconds(0))) {
        if (!source_.open()) {
            pause(until_open);
            continue;
        }
        {
            const std::lock_guard lock(mutex_);
            read_now_ = false;
        }
        for (const MbusAddress& meter : settings_.meters) {
            if (!pause(std::chrono::milliseconds(0))) return;
            read_meter(meter);
        }
        wait_for_the_next_round();
    }
}

std::optional<Bytes> MbusReceiver::ask(const Bytes& request) {
    for (int n = 0; n < tries; ++n) {
        {
            const std::lock_guard lock(mutex_);
            answer_.clear();
        }
        if (!source_.write(request)) return std::nullopt;
        std::unique_lock lock(mutex_);
        std::optional<Bytes> answer;
        heard_.wait_for(lock, settings_.answer_within, [&] {
            answer = find_mbus_answer(answer_);
            return answer.has_value() || stopping_;
        });
        if (answer || stopping_) return answer;
    }
    return std::nullopt;
}

void MbusReceiver::read_meter(const MbusAddress& meter) {
    const std::uint8_t address = meter.primary.value_or(selected_meter);
    const auto ready = ask(meter.primary ? mbus_short_frame(send_nke, address) : mbus_select_frame(meter.secondary_id));
    const auto answer = ready ? ask(mbus_short_frame(request_data, address)) : std::nullopt;
    if (answer && answer->size() > 1) return hand_on(*answer, 0);
    ++counts_.not_understood;
    log::warning("mbus.no_answer", {{"receiver", name()},
                                    {"meter", meter.primary ? std::to_string(*meter.primary) : meter.secondary_id}});
}

}  // namespace aquacis::edge
