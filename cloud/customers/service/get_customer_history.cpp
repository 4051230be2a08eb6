#include "cloud/customers/service/get_customer_history.hpp"

#include "cloud/customers/service/get_customers.hpp"

namespace aquacis::customers {
namespace {

constexpr int most_replaced = 100;

}  // namespace

Result<std::vector<ReplacedContent>> get_customer_history(const Context& context, const platform::Caller& caller,
                                                          const HistoryQuestion& question) {
    const auto id = CustomerId::parse(question.customer_id);
    if (!id)
        return Refusal{RefusalKind::invalid, "customers.customer_id_invalid", "customer_id",
                       "El identificador del cliente no es un UUID.", "Envíe el UUID que dio el registro."};
    if (auto purpose = check_purpose(question.purpose); !purpose) return purpose.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) {
        platform::log_access(tx, std::span(&*id, 1),
                             platform::access_by(caller, question.purpose, context.clock.now()));
        return context.customers.history(tx, *id, most_replaced);
    });
}

}  // namespace aquacis::customers
