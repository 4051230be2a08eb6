#pragma once
// Corrects a customer that the caller has seen. What it replaces stays in the history, with who and why.

#include <string>
#include <vector>

#include "cloud/customers/domain/customer.hpp"
#include "cloud/customers/service/context.hpp"

namespace aquacis::customers {

struct Correction {
    CustomerDraft draft;  // the whole customer, as it should be
    std::uint32_t expected_version = 0;
    std::string reason;
};

// REST names the customer in its path; said twice, it is the same one.
Result<> name_customer(const std::string& in_path, CustomerDraft& draft);

struct CorrectedCustomer {
    std::uint32_t version = 0;
    std::vector<CustomerWarning> warnings;
};

// The same correction again is answered as the first time.
Result<CorrectedCustomer> update_customer(const Context& context, const platform::Caller& caller,
                                          const Correction& correction);

}  // namespace aquacis::customers
