#include "cloud/payments/service/list_suspense.hpp"

#include "cloud/platform/calls/request.hpp"

namespace aquacis::payments {

Result<SuspenseAnswer> list_suspense(const Context& context, const platform::Caller& caller,
                                     const SuspenseQuestion& question) {
    const auto size = platform::check_page_size(question.page_size, {100, 500});
    if (!size) return size.refusal();
    const auto after = question.page_token.empty() ? std::optional(PaymentId{}) : PaymentId::parse(question.page_token);
    if (!after)
        return Refusal{RefusalKind::invalid, "payments.page_token", "page_token", "La página no existe.",
                       "Use next_page_token de la respuesta anterior."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<SuspenseAnswer> {
        SuspenseAnswer answer{list_suspense(tx, {*after, *size}), {}};
        if (static_cast<int>(answer.held.size()) == *size)
            answer.next_page_token = answer.held.back().payment.to_string();
        return answer;
    });
}

}  // namespace aquacis::payments
