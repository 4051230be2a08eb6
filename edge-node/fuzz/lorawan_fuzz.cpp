// The first byte chooses a layout, the second the port; the rest is the payload.

#include <cstdlib>

#include "edge-node/decode/json.hpp"
#include "edge-node/decode/lorawan.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace aquacis::edge;
    static const Drivers drivers = Drivers::built_in();
    static MemoryFormatStore formats;
    static LorawanDecoder decoder(drivers, formats);
    static const std::vector<std::string> models = decoder.models();
    if (size < 2) return 0;
    const std::string& name = models[data[0] % models.size()];
    const std::size_t slash = name.find('/');
    const Decoded decoded =
        decoder.decode({name.substr(0, slash), name.substr(slash + 1), data[1], {data + 2, size - 2}});
    if (decoded.error.has_value() == (decoded.outcome == Outcome::decoded)) std::abort();
    if (decoded.error && decoded.error->offset > size) std::abort();
    to_json(decoded);
    return 0;
}
