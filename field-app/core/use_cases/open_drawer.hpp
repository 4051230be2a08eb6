#pragma once
// The drawer opens without a payment: why is kept, and told to the server.

#include "base/result.hpp"
#include "field-app/core/office.hpp"

namespace aquacis::office {

// One commit: the note and the operation. Refuses a missing reason (reason) and a till without an open session
// (session_id).
Result<Done> open_drawer(Office& office, const std::string& reason);

}  // namespace aquacis::office
