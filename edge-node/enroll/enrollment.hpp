#pragma once
// This machine becomes one of the utility's gateways.

#include "base/certificates/enrollment.hpp"
#include "base/time.hpp"
#include "edge-node/enroll/identity_folder.hpp"

namespace aquacis::edge {

struct EnrollmentWish : EnrollmentRequest {
    bool again = false;  // though an identity stands there
};

// Throws EnrollmentError; std::system_error when the folder cannot be written.
Identity enroll(const EnrollmentWish& wish, const IdentityFolder& folder, const Clock& clock);

}  // namespace aquacis::edge
