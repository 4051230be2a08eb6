#pragma once
// A one-time code becomes a device's certificate. The code names the authority, so neither the link nor the server's
// own certificate has to be believed: the first answer is checked against the code, and the code's secret goes only to
// a server that shows a certificate of that authority, of the system's or of the caller's.

#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>

#include "base/certificates/device_key.hpp"
#include "base/time.hpp"

namespace aquacis {

// In English, with what to do; for who stands at the device.
struct EnrollmentError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct EnrollmentRequest {
    std::string server;           // "https://api.utility.mx"; http:// to 127.0.0.1 alone
    std::string code;             // as typed
    std::string authorities_pem;  // besides the system's, for the server; may be empty
};
// Where a kind of device asks: the authority's certificate (GET), and the certificate for a code (POST).
struct EnrollmentPaths {
    std::string authority;
    std::string enroll;
};
struct EnrollmentAnswer {
    std::string certificate_pem;
    std::string authority_pem;  // one or more, whom to believe
    nlohmann::json body() const;
    std::string text;  // the whole answer
};

// The code of who stands at the device: asked for at a terminal, else the first line of standard input.
std::string read_enrollment_code();
// Throws EnrollmentError when the code is none or the clock is older than this program, before anything is made.
void check_enrollment(const EnrollmentRequest& request, Instant now);
// Throws EnrollmentError. The same code and key may be sent again: the answer is the same.
EnrollmentAnswer enroll_device(const EnrollmentRequest& request, const EnrollmentPaths& paths, const DeviceKey& key,
                               Instant now);

}  // namespace aquacis
