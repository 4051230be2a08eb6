#include "cloud/customers/service/get_customers.hpp"

#include "cloud/platform/calls/request.hpp"

namespace aquacis::customers {
namespace {

constexpr std::size_t max_purpose = 120;

Result<std::vector<CustomerId>> parse_ids(const std::vector<std::string>& texts) {
    if (auto count = platform::check_count("customer_ids", texts.size(), max_batch); !count) return count.refusal();
    std::vector<CustomerId> ids;
    for (const std::string& text : texts) {
        const auto id = CustomerId::parse(text);
        if (!id)
            return platform::in_element(
                "customer_ids", ids.size(),
                {RefusalKind::invalid, "customers.customer_id_invalid", "",
                 "El identificador del cliente no es un UUID.", "Envíe el UUID que dio el registro."});
        ids.push_back(*id);
    }
    return ids;
}

}  // namespace

Result<> check_purpose(const std::string& purpose) {
    if (!purpose.empty() && purpose.size() <= max_purpose) return Done{};
    return Refusal{RefusalKind::invalid, "customers.purpose_missing", "purpose",
                   "Falta para qué se consultan los datos personales, o el texto pasa de 120 caracteres.",
                   "Indique la finalidad en pocas palabras, por ejemplo \"cfdi\"."};
}

Result<FoundCustomers> get_customers(const Context& context, const platform::Caller& caller,
                                     const CustomersQuestion& question) {
    const auto ids = parse_ids(question.customer_ids);
    if (!ids) return ids.refusal();
    if (auto purpose = check_purpose(question.purpose); !purpose) return purpose.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) {
        auto found = context.customers.find(tx, *ids);
        std::vector<CustomerId> read;
        for (const VersionedCustomer& each : found.customers)
            read.push_back(each.customer.id);
        platform::log_access(tx, read, platform::access_by(caller, question.purpose, context.clock.now()));
        return found;
    });
}

}  // namespace aquacis::customers
