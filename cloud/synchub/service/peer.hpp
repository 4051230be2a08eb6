#pragma once
// Who opened a stream, by the certificate that TLS has verified.

#include <grpcpp/grpcpp.h>

#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "base/uuid.hpp"

namespace aquacis::synchub {

struct Peer {
    Uuid device;
    AdministrationId administration;
    std::string key_digest;  // SHA-256 of the certificate's public key
    std::string serial;
    Instant until;
};
std::string certificate_of(const grpc::ServerContextBase& call);  // PEM; empty: none
// Nothing: no certificate, or not a device's (CN device:<id>, OU administration <number>).
std::optional<Peer> read_peer(const std::string& certificate_pem);

}  // namespace aquacis::synchub
