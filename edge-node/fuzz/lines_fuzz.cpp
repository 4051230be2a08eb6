// A receiver's stream, in two pieces: rtl_wmbus lines, hexadecimal lines, iM871A and AMB8465 frames. The first byte
// chooses.

#include <algorithm>
#include <cstdlib>

#include "edge-node/fuzz/as_kept.hpp"
#include "edge-node/gateway/receivers/line_format.hpp"
#include "edge-node/gateway/receivers/serial_frames.hpp"

namespace {

using namespace aquacis::edge;

void on_line(LineFormat format, std::string_view line) {
    if (line.size() > LineCutter::max_line) std::abort();
    const ParsedLine parsed = parse_line(format, line);
    if (parsed.fault != LineFault::none) return;
    fuzz::decode_and_keep(parsed.heard.frame);
}

void serial(SerialFrames::Module module, std::span<const std::uint8_t> first, std::span<const std::uint8_t> second) {
    SerialFrames frames(module);
    for (const auto piece : {first, second}) {
        frames.feed(piece);
        while (const auto telegram = frames.next()) {
            if (telegram->frame.size() != telegram->frame.front() + std::size_t{1}) std::abort();
            fuzz::decode_and_keep(telegram->frame);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::span<const std::uint8_t> stream(data + 1, size - 1);
    const std::size_t cut = stream.size() * (data[0] >> 2) / 64;
    const unsigned kind = data[0] & 3U;
    if (kind >= 2) {
        serial(kind == 2 ? SerialFrames::Module::im871a : SerialFrames::Module::amb8465, stream.first(cut),
               stream.subspan(cut));
        return 0;
    }
    const LineFormat format = kind == 0 ? LineFormat::rtl_wmbus : LineFormat::hex;
    LineCutter lines;
    for (const auto piece : {stream.first(cut), stream.subspan(cut)})
        lines.feed({reinterpret_cast<const char*>(piece.data()), piece.size()},
                   [&](std::string_view line) { on_line(format, line); });
    return 0;
}
