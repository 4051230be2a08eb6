#pragma once
// Money that waits for a person, in pages by payment: the ids of tills' payments rise with time.

#include "cloud/payments/service/context.hpp"
#include "cloud/payments/store/suspense_store.hpp"

namespace aquacis::payments {

struct SuspenseQuestion {
    int page_size = 0;
    std::string page_token;
};
struct SuspenseAnswer {
    std::vector<HeldMoney> held;
    std::string next_page_token;
};
Result<SuspenseAnswer> list_suspense(const Context& context, const platform::Caller& caller,
                                     const SuspenseQuestion& question);

}  // namespace aquacis::payments
