#pragma once
// Who read whose document, and why, newest first.

#include <string>
#include <vector>

#include "cloud/fiscal/service/context.hpp"

namespace aquacis::fiscal {

struct AccessesPage {
    std::vector<Access> accesses;
    std::string next_page_token;  // empty: no more
};
struct AccessesQuestion {
    std::string customer_id;  // empty: every customer's
    int page_size = 0;
    std::string page_token;
};
Result<AccessesPage> list_accesses(const Context& context, const platform::Caller& caller,
                                   const AccessesQuestion& question);

}  // namespace aquacis::fiscal
