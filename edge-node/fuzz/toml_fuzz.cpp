// Files that people write: a driver, the keys, the settings. A wrong one is refused by its own exception and no other.

#include <stdexcept>
#include <string>

#include "base/config/config.hpp"
#include "edge-node/decode/driver.hpp"
#include "edge-node/gateway/key_store.hpp"
#include "edge-node/gateway/settings.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace aquacis;
    if (size == 0) return 0;
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    try {
        switch (data[0] % 3) {
            case 0:
                edge::parse_driver(text, "driver.toml");
                break;
            case 1:
                edge::KeyStore::from_text(text, "keys.toml");
                break;
            default:
                edge::read_settings(Config::from_text(text, "edge.toml"));
        }
    } catch (const std::runtime_error&) {  // ConfigError is one
    }
    return 0;
}
