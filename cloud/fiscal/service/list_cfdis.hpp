#pragma once
// The worklist: documents of one state, the longest waiting first, by pages.

#include <string>
#include <vector>

#include "cloud/fiscal/service/context.hpp"

namespace aquacis::fiscal {

struct CfdisPage {
    std::vector<CfdiStanding> cfdis;
    std::string next_page_token;  // empty: no more
};
struct CfdisQuestion {
    std::string state;
    int page_size = 0;
    std::string page_token;
};
Result<CfdisPage> list_cfdis(const Context& context, const platform::Caller& caller, const CfdisQuestion& question);

}  // namespace aquacis::fiscal
