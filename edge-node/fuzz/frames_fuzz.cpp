// Any bytes as a telegram: with and without a key, explained and printed. The decoder's state lives on between inputs.

#include <cstdlib>

#include "edge-node/decode/crc.hpp"
#include "edge-node/decode/encoder.hpp"
#include "edge-node/decode/explain.hpp"
#include "edge-node/decode/json.hpp"
#include "edge-node/fuzz/as_kept.hpp"

namespace {

using namespace aquacis::edge;

void check(const Decoded& decoded, std::size_t size) {
    if (decoded.error.has_value() == (decoded.outcome == Outcome::decoded)) std::abort();
    if (decoded.error && decoded.error->offset > size) std::abort();
    for (const Record& record : decoded.telegram.records) {
        if (record.offset + record.length > size) std::abort();
    }
    to_json(decoded);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Drivers drivers = Drivers::built_in();
    static MemoryFormatStore formats;
    static Decoder decoder(drivers, formats);
    static const Key key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    const std::span<const std::uint8_t> telegram(data, size);
    check(decoder.decode(telegram, nullptr), size);
    fuzz::decode_and_keep(telegram);
    check(decoder.decode(telegram, &key), size);
    peek_address(telegram);
    if (size < 300) explain(telegram, &key, drivers, formats);
    // The same content behind a length byte that fits, so that the layers above the link are reached.
    if (size >= 11 && size <= 256) {
        Bytes repaired(telegram.begin(), telegram.end());
        repaired[0] = static_cast<std::uint8_t>(size - 1);
        check(decoder.decode(repaired, &key), size);
        const Bytes framed = add_format_a_crcs(repaired);
        check(decoder.decode(framed, &key), framed.size());
        // An open extended link layer with a payload CRC that fits.
        if (repaired[10] == 0x8D && size > 20) {
            const auto crc = crc16(std::span(repaired).subspan(19));
            repaired[17] = static_cast<std::uint8_t>(crc & 0xFF);
            repaired[18] = static_cast<std::uint8_t>(crc >> 8);
            check(decoder.decode(repaired, &key), size);
        }
    }
    return 0;
}
