#pragma once
// A person takes charge of a drawer with its float (fondo). One commit: session and operation.

#include "base/result.hpp"
#include "field-app/core/office.hpp"

namespace aquacis::office {

struct OpenSession {
    std::string cashier_id;
    Money opening_float;
};

// Refuses an unknown person, a negative or absurd float (field float_centavos), and a drawer that has an open session.
Result<CashSession> open_session(Office& office, const OpenSession& request);

}  // namespace aquacis::office
