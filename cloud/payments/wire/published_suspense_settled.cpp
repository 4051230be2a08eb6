#include "cloud/payments/wire/published_suspense_settled.hpp"

namespace aquacis::payments {

v1::SuspenseSettled suspense_settled(const MoneyRequest& request, const std::optional<ContractId>& contract,
                                     Instant now) {
    v1::SuspenseSettled message;
    message.set_payment_id(request.payment.to_string());
    message.set_request_id(request.id.to_string());
    message.set_kind(std::string(to_text(request.kind)));
    if (contract) message.set_contract_id(contract->to_string());
    message.set_amount_centavos(request.amount.centavos());
    message.set_asked_by(request.asked_by);
    message.set_approved_by(request.decided_by);
    message.set_reason(request.reason);
    message.set_settled_at_us(to_microseconds(now));
    return message;
}

}  // namespace aquacis::payments
