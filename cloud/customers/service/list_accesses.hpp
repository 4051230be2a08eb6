#pragma once
// Who read or searched whose data, and why, newest first.

#include <string>
#include <vector>

#include "cloud/customers/domain/access.hpp"
#include "cloud/customers/service/context.hpp"

namespace aquacis::customers {

struct AccessesPage {
    std::vector<LoggedAccess> accesses;
    std::string next_page_token;  // empty: no more
};
struct AccessesQuestion {
    std::string customer_id;  // empty: every customer's
    std::string subject;      // empty: everybody's
    int page_size = 0;
    std::string page_token;
};
Result<AccessesPage> list_accesses(const Context& context, const platform::Caller& caller,
                                   const AccessesQuestion& question);

}  // namespace aquacis::customers
