#pragma once
// The contracts of a zone or of the whole administration, page by page, by rising number.

#include <string>
#include <vector>

#include "cloud/contracts/domain/contract.hpp"
#include "cloud/contracts/service/context.hpp"

namespace aquacis::contracts {

struct ListQuestion {
    std::string zone_id;     // empty: every zone
    int page_size = 0;       // 1 to 1000; 0 is 500
    std::string page_token;  // next_page_token of the answer before
};

struct ContractList {
    std::vector<Contract> contracts;
    std::string next_page_token;  // empty after the last page
};

Result<ContractList> list_contracts(const Context& context, const platform::Caller& caller,
                                    const ListQuestion& question);

}  // namespace aquacis::contracts
