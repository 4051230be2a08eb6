#pragma once
// What lies between the link layer and the records: extended link layer, authentication and fragmentation layer,
// transport header, and the security of each. Public rules: OMS Specification Volume 2.

#include "edge-node/decode/cipher.hpp"
#include "edge-node/decode/link.hpp"

namespace aquacis::edge {

struct Layer {
    std::size_t begin = 0;  // in the frame's content
    std::size_t end = 0;
    bool present() const { return end > begin; }
};

struct Layers {
    LinkFrame frame;
    std::array<std::uint8_t, 8> address{};  // M(2) ID(4) version type: of the meter, as the IV wants it
    bool has_address = false;
    bool swapped_address = false;  // a Diehl frame: version and type stand before the number

    Layer ell;
    Layer afl;
    Layer transport;
    std::uint8_t ell_ci = 0;
    std::uint8_t ell_control = 0;
    std::optional<std::uint32_t> session;
    std::optional<std::uint32_t> message_counter;
    std::uint8_t ci = 0;  // of the application
    std::optional<std::uint8_t> access_number;
    std::optional<std::uint8_t> status;
    unsigned configuration = 0;

    Security security = Security::none;
    bool ciphered = false;  // there is a ciphertext, or there was one before the receiver opened it
    bool decrypted = false;
    std::size_t payload = 0;     // where the application's bytes begin
    std::size_t clear_tail = 0;  // where the bytes behind the encrypted blocks begin
};

enum class LayerOutcome { ok, needs_key, invalid };
struct LayerResult {
    LayerOutcome outcome = LayerOutcome::ok;
    std::size_t at = 0;  // in the frame's content
    std::string message;
};

// From frame.ci on. Decrypts in place. The session's MAC or CRC is verified before anything is believed.
LayerResult read_layers(Cipher& cipher, const Key* key, Layers& layers);

// Only the address, nothing decrypted.
void read_address(Layers& layers);

bool is_manufacturer_ci(std::uint8_t ci);  // A0–B7
bool is_compact_ci(std::uint8_t ci);       // 73, 7B, 79
bool is_alarm_ci(std::uint8_t ci);         // 71, 74, 75
bool is_error_ci(std::uint8_t ci);         // 6E, 6F, 70

}  // namespace aquacis::edge
