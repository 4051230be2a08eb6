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
    std::optional<CashSession> absent;  // another person's, open in this drawer: for a supervisor to close with a count
};

// That the PIN is this person's; also for the second person whom a cancellation needs.
// Refuses a wrong PIN (field pin), and any PIN while one must wait after five wrong ones.
Result<Cashier> authenticate(Office& office, const SignIn& request);

// Besides authenticate's refusals: another person's session is open in this drawer (field cashier_id), unless a
// supervisor signs in.
Result<SignedIn> sign_in(Office& office, const SignIn& request);

}  // namespace aquacis::office
