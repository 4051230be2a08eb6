#include "cloud/billing/service/get_tariff.hpp"

namespace aquacis::billing {

Result<PublishedVersion> get_tariff(const Context& context, const platform::Caller& caller, const std::string& code,
                                    std::uint32_t version) {
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<PublishedVersion> {
        auto found = find_tariff(tx, code, version);
        if (found) return *std::move(found);
        return Refusal{RefusalKind::not_found, "billing.tariff_not_found", "tariff_code",
                       "Esa versión de la tarifa no está publicada en esta administración.",
                       "Revise la clave y la versión, como están en el recibo: DOM-MEDIO@3."};
    });
}

}  // namespace aquacis::billing
