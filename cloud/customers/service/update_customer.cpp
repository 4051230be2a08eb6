#include "cloud/customers/service/update_customer.hpp"

#include "cloud/customers/service/register_customers.hpp"
#include "cloud/customers/wire/convert.hpp"
#include "cloud/customers/wire/published_customer_updated.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::customers {
namespace {

constexpr std::size_t max_reason = 120;

Refusal not_found() {
    return {RefusalKind::not_found, "customers.not_found", "customer.customer_id",
            "No hay un cliente con ese identificador en esta administración.", "Búsquelo de nuevo, o regístrelo."};
}

Refusal changed_meanwhile(std::uint32_t version) {
    return {RefusalKind::conflict, "customers.version_conflict", "expected_version",
            "Otra persona corrigió a este cliente: va en la versión " + std::to_string(version) + ".",
            "Consúltelo de nuevo, revise los datos y repita la corrección."};
}

Result<Customer> check(const Correction& correction) {
    auto customer = check_customer(correction.draft);
    if (!customer) {
        Refusal refusal = customer.refusal();
        refusal.field = "customer." + refusal.field;
        return refusal;
    }
    if (correction.reason.empty() || correction.reason.size() > max_reason)
        return Refusal{RefusalKind::invalid, "customers.reason_missing", "reason",
                       "Falta el motivo de la corrección, o pasa de 120 caracteres.",
                       "Indíquelo en pocas palabras, por ejemplo \"constancia de situación fiscal\"."};
    return customer;
}

}  // namespace

Result<> name_customer(const std::string& in_path, CustomerDraft& draft) {
    if (draft.customer_id.empty()) draft.customer_id = in_path;
    if (in_path.empty() || draft.customer_id == in_path) return Done{};
    return Refusal{RefusalKind::invalid, "customers.customer_id_differs", "customer.customer_id",
                   "El cliente del cuerpo no es el de la ruta.", "Quítelo del cuerpo, o envíe el mismo."};
}

Result<CorrectedCustomer> update_customer(const Context& context, const platform::Caller& caller,
                                          const Correction& correction) {
    const auto wanted = check(correction);
    if (!wanted) return wanted.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<CorrectedCustomer> {
        const auto stored = context.customers.lock(tx, wanted->id);
        if (!stored) return not_found();
        const auto warnings = warnings_about_all(context, tx, std::span(&*wanted, 1));
        const auto changed = changed_fields(stored->customer, *wanted);
        const bool repeated = stored->version == correction.expected_version + 1 && changed.empty();
        if (repeated) return CorrectedCustomer{stored->version, warnings};
        if (stored->version != correction.expected_version) return changed_meanwhile(stored->version);
        if (changed.empty()) return CorrectedCustomer{stored->version, warnings};

        const Instant now = context.clock.now();
        context.customers.add_history(
            tx,
            {stored->customer.id, stored->version, to_proto(stored->customer, stored->version).SerializeAsString(),
             caller.person(), correction.reason, now},
            caller.correlation_id);
        context.customers.update(tx, *wanted);
        platform::publish(tx, {context.random, now, caller.correlation_id},
                          customer_updated({*wanted, stored->version + 1, changed}));
        return CorrectedCustomer{stored->version + 1, warnings};
    });
}

}  // namespace aquacis::customers
