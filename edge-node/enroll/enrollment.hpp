#pragma once
// A one-time code becomes this gateway's certificate. The code names the authority, so neither the link nor the
// server's own certificate has to be believed: the first answer is checked against the code, and the code's secret goes
// only to a server that shows a certificate of that authority, of the system's or of the caller's.

#include <stdexcept>
#include <string>

#include "base/time.hpp"
#include "edge-node/enroll/identity_folder.hpp"

namespace aquacis::edge {

// In English, with what to do; for who stands at the gateway.
struct EnrollmentError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct EnrollmentWish {
    std::string server;           // "https://api.utility.mx"; http:// to 127.0.0.1 alone
    std::string code;             // as typed
    std::string authorities_pem;  // besides the system's, for the server; may be empty
    bool again = false;           // though an identity stands there
};

// Throws EnrollmentError; std::system_error when the folder cannot be written.
Identity enroll(const EnrollmentWish& wish, const IdentityFolder& folder, const Clock& clock);

}  // namespace aquacis::edge
