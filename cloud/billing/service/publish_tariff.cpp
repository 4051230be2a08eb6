#include "cloud/billing/service/publish_tariff.hpp"

#include "cloud/billing/service/tariff_json.hpp"
#include "cloud/billing/store/tariff_store.hpp"

namespace aquacis::billing {
namespace {

Refusal differs(const char* field) {
    return {RefusalKind::invalid, "billing.tariff_differs", field,
            "No coincide con el mismo dato dentro de definition_json.", "Envíe el valor que está en la definición."};
}

}  // namespace

Result<std::string> publish_tariff(const Context& context, const platform::Caller& caller,
                                   const TariffToPublish& given) {
    const auto parsed = parse_tariff(given.definition);
    if (!parsed) return parsed.refusal();
    const Tariff& tariff = parsed->tariff;
    if (given.code != tariff.code) return differs("tariff_code");
    if (given.version != tariff.version) return differs("version");
    if (given.valid_from != to_iso(tariff.valid_from)) return differs("valid_from");
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<std::string> {
        insert_tariff(tx, {tariff.code, tariff.version, tariff.valid_from, {parsed->canonical, parsed->sha256}},
                      context.clock.now());
        if (find_tariff_sha256(tx, tariff.code, tariff.version) == parsed->sha256) return parsed->sha256;
        return Refusal{RefusalKind::conflict, "billing.tariff_already_published", "version",
                       "La tarifa " + tariff.label() + " ya está publicada con otro contenido.",
                       "Publique el cambio con el siguiente número de versión."};
    });
}

}  // namespace aquacis::billing
