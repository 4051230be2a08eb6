#pragma once
// What a TLS server agrees to, asked by a client that offers one kind of thing alone.

#include <cstdint>
#include <string>

namespace aquacis::test {

struct Offer {
    int newest = 0;                           // TLS1_2_VERSION; 0: the newest there is
    std::string ciphers = "ALL:@SECLEVEL=0";  // of TLS 1.2 and older
};
// The cipher's name; empty when the server refuses before it shows its certificate.
std::string agreed_cipher(std::uint16_t port, const Offer& offer);

}  // namespace aquacis::test
