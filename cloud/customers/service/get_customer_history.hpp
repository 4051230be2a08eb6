#pragma once
// What a customer was before each correction. The read is logged before the data leaves.

#include <string>
#include <vector>

#include "cloud/customers/domain/customer.hpp"
#include "cloud/customers/service/context.hpp"

namespace aquacis::customers {

struct HistoryQuestion {
    std::string customer_id;
    std::string purpose;
};

// Newest first, the newest 100; the content in the bytes that update_customer gave.
Result<std::vector<ReplacedContent>> get_customer_history(const Context& context, const platform::Caller& caller,
                                                          const HistoryQuestion& question);

}  // namespace aquacis::customers
