#pragma once
// A cashier signs in at this till, also without a link.

#include "base/result.hpp"
#include "field-app/core/office.hpp"

namespace aquacis::office {

struct SignIn {
    std::string cashier_id;
    std::string pin;
};
struct SignedIn {
    Cashier cashier;
    std::optional<CashSession> session;  // theirs, still open in this drawer
};

// Refuses a wrong PIN (field pin), and any PIN while one must wait after five wrong ones.
// Refuses while another person's session is open in this drawer (field cashier_id).
Result<SignedIn> sign_in(Office& office, const SignIn& request);

}  // namespace aquacis::office
