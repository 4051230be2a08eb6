#pragma once
// Personal data in a table: AES-256-GCM per field with the key's id, and a blind index to find an exact value again.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace aquacis::platform {

class FieldCipher {
public:
    using Key = std::array<std::uint8_t, 32>;
    struct Keys {
        std::map<std::uint8_t, Key> by_id;  // old ones stay readable
        std::uint8_t current = 1;
        Key index{};  // for the blind index: never changes
    };
    explicit FieldCipher(Keys keys);
    // From a file of lines "id hex64" with "index hex64"; the last id is current.
    static FieldCipher from_file_text(std::string_view text);

    // key id (1) ‖ nonce (12) ‖ ciphertext ‖ tag (16). `place` ("customer.rfc/<id>") is authenticated, so a value
    // cannot be moved.
    std::string seal(std::string_view plain, std::string_view place) const;
    std::string open(std::string_view sealed,
                     std::string_view place) const;  // throws std::runtime_error when it was changed
    std::string blind_index(std::string_view plain, std::string_view column) const;  // HMAC-SHA-256, 16 bytes

private:
    Keys keys_;
};

}  // namespace aquacis::platform
