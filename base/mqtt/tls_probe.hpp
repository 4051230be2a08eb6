#pragma once
// Why a broker and this program cannot agree on TLS, in OpenSSL's words: Paho tells only that they do not.

#include <string>

#include "base/mqtt/mqtt.hpp"

namespace aquacis::mqtt {

// "certificate verify failed: self-signed certificate", "tlsv1 alert protocol version"; empty when the handshake
// succeeds or there is nobody to speak to. Takes at most some seconds.
std::string why_no_tls(const std::string& server, const Tls& tls);

}  // namespace aquacis::mqtt
