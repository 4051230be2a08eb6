#include "cloud/payments/service/tills.hpp"

#include "cloud/payments/events/publish.hpp"
#include "cloud/platform/request.hpp"

namespace aquacis::payments {
namespace {

constexpr int most_folios = 10'000;
constexpr std::size_t most_cashiers = 100;
constexpr std::size_t longest_series = 24;
constexpr std::size_t hash_size = 32;

Refusal invalid(const char* code, const char* field, const char* message, const char* remedy) {
    return {RefusalKind::invalid, code, field, message, remedy};
}

Result<> check(const Cashier& cashier) {
    if (cashier.id.empty()) return invalid("payments.cashier_without_id", "cashier_id", "Falta la clave del cajero.", "Envíe cashier_id.");
    if (cashier.name.empty()) return invalid("payments.cashier_without_name", "name", "Falta el nombre del cajero.", "Envíe name.");
    if (cashier.role != "cashier" && cashier.role != "supervisor")
        return invalid("payments.bad_role", "role", "El puesto no se conoce.", "Use cashier o supervisor.");
    if (cashier.pin_hash.size() != hash_size || cashier.pin_salt.empty())
        return invalid("payments.bad_pin_hash", "pin_hash", "El PIN no viene como scrypt de 32 bytes con su sal.", "Calcule pin_hash y pin_salt como dice payments.proto.");
    return Done{};
}

}  // namespace

Result<FolioRange> grant_folio_range(const Context& context, const platform::Caller& caller, const FolioRequest& request) {
    if (request.count < 1 || request.count > most_folios)
        return invalid("payments.bad_folio_count", "count", "El número de folios debe ser de 1 a 10000.", "Pida menos folios a la vez.");
    if (request.series.empty() || request.series.size() > longest_series)
        return invalid("payments.bad_series", "series", "La serie debe tener de 1 a 24 caracteres.", "Configure la serie de la caja.");
    if (request.request_key.empty()) return invalid("payments.missing_request_key", "request_key", "Falta la clave de la solicitud.", "Envíe la misma clave en cada intento.");
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<FolioRange> { return grant_folios(tx, request); });
}

Result<int> register_cashiers(const Context& context, const platform::Caller& caller, std::span<const Cashier> cashiers) {
    if (auto count = platform::check_count("cashiers", cashiers.size(), most_cashiers); !count) return count.refusal();
    for (std::size_t i = 0; i < cashiers.size(); ++i)
        if (auto checked = check(cashiers[i]); !checked) return platform::in_element("cashiers", i, checked.refusal());
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<int> {
        for (const Cashier& cashier : cashiers) {
            upsert_cashier(tx, cashier);
            publish_cashier(context, tx, cashier, {caller.correlation_id, std::nullopt});
        }
        return static_cast<int>(cashiers.size());
    });
}

}  // namespace aquacis::payments
