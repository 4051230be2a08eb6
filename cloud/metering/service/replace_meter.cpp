#include "cloud/metering/service/replace_meter.hpp"

#include "cloud/metering/service/install_meters.hpp"

namespace aquacis::metering {
namespace {

Refusal within(const char* part, Refusal refusal) {
    refusal.field = refusal.field.empty() ? part : std::string(part) + "." + refusal.field;
    return refusal;
}

}  // namespace

Result<> replace_meter(const Context& context, const platform::Caller& caller, const ReplacementRequest& request) {
    const auto meter = check_meter(request.installed);
    if (!meter) return within("installed", meter.refusal());
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<> {
        const auto removed = remove_in(context, tx, caller, request.removed);
        if (!removed) return within("removed", removed.refusal());
        if (meter->contract != removed->contract)
            return Refusal{RefusalKind::invalid, "metering.contract_differs", "installed.contract_id",
                           "El medidor nuevo es de otro contrato.",
                           "Un cambio de medidor es en el mismo contrato; use el del medidor que se retira."};
        const auto installed = install_in(context, tx, caller, {&*meter, 1});
        if (!installed) return within("installed", installed.refusal());
        return Done{};
    });
}

}  // namespace aquacis::metering
