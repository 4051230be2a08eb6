#pragma once
// A detached CMS signature (RFC 5652, DER) by a release certificate: X.509 with the extended key usage "code signing",
// so that a gateway's own certificate of the same authority signs no update. RAUC's bundles are signed by the same kind
// of certificate.

#include <string>
#include <string_view>

#include "base/time.hpp"

namespace aquacis::edge::update {

// Empty when one certificate, good at `now` and by an authority of `keys_pem`, signed exactly `content`; else what is
// wrong. `keys_pem` holds authorities and, when signatures may be revoked, their lists (X509 CRL).
std::string why_not_signed(const std::string& keys_pem, std::string_view content, std::string_view signature,
                           Instant now);

// Throws UpdateError when the certificate or the key cannot be used.
std::string sign(std::string_view content, const std::string& certificate_pem, const std::string& key_pem);

}  // namespace aquacis::edge::update
