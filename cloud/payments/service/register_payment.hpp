#pragma once
// A payment that a portal, a shop or a bank took. The key (channel, external_reference) is fixed when the payer acts: the same key
// and body again is the same payment, with another body it is refused.

#include <string>
#include <vector>

#include "cloud/payments/domain/payment.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

struct PaymentOrder {
    std::string contract_number;
    std::int64_t amount_centavos = 0;
    std::string channel;
    std::string external_reference;
    std::string paid_at;                   // RFC 3339
    std::vector<std::string> invoice_ids;  // oldest first when empty
};

Result<Payment> register_payment(const Context& context, const platform::Caller& caller, const PaymentOrder& order);

}  // namespace aquacis::payments
