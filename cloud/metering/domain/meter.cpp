#include "cloud/metering/domain/meter.hpp"

#include <algorithm>

namespace aquacis::metering {
namespace {

constexpr std::int64_t most_litres = 1'000'000'000'000;           // a register of nine digits in cubic metres
constexpr std::int64_t most_permanent_flow_litres_h = 6'300'000;  // Q3 = 6300 m³/h, the largest of ISO 4064-1
constexpr std::uint32_t most_byte = 255;
constexpr std::size_t max_zone = 32;
constexpr int least_digits = 3, most_digits = 9;

Refusal refuse(std::string field, std::string message, std::string remedy) {
    std::string code = "metering." + field + "_invalid";
    return {RefusalKind::invalid, std::move(code), std::move(field), std::move(message), std::move(remedy)};
}

bool is_manufacturer(std::string_view text) {
    return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_serial(std::string_view text) {
    return text.size() == 8 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<> check_identity(const MeterIdentity& identity) {
    if (!is_manufacturer(identity.manufacturer))
        return refuse("manufacturer", "El fabricante no son tres letras mayúsculas.",
                      "Use la clave que transmite el medidor, por ejemplo KAM.");
    if (!is_serial(identity.serial))
        return refuse("serial", "El número de serie no son ocho dígitos.",
                      "Escriba los ocho dígitos que transmite el medidor.");
    if (identity.version > most_byte)
        return refuse("version", "La versión pasa de 255.", "Use la versión que transmite el medidor.");
    if (identity.device_type > most_byte)
        return refuse("device_type", "El tipo de dispositivo pasa de 255.",
                      "Use el tipo que transmite el medidor: 7 es agua.");
    return Done{};
}

// What a register of so many digits counts before it shows zero again.
Volume capacity(int digits) {
    std::int64_t cubic_metres = 1;
    for (int digit = 0; digit < digits; ++digit)
        cubic_metres *= 10;
    return Volume::litres(cubic_metres * 1000);
}

}  // namespace

Volume Register::between(Volume from, Volume to) const {
    const Volume passed = to - from;
    if (digits == 0 || passed >= Volume{}) return passed;
    // Only from its last tenth to its first: any other fall is a register that ran backwards.
    const Volume whole = capacity(digits);
    const Volume tenth = Volume::litres(whole.litres() / 10);
    return from >= whole - tenth && to < tenth ? passed + whole : passed;
}

// Each field by its own rule, in the order of the form; the first that is wrong is told with its remedy. What a plate
// does not say becomes a domestic meter's.
Result<Meter> check_meter(const MeterDraft& draft) {
    const auto id = MeterId::parse(draft.meter_id);
    if (!id || id->is_nil())
        return refuse("meter_id", "El identificador del medidor no es un UUID.",
                      "Envíe un UUID propio de este medidor.");
    if (auto identity = check_identity(draft.identity); !identity) return identity.refusal();
    const auto contract = ContractId::parse(draft.contract_id);
    if (!contract || contract->is_nil())
        return refuse("contract_id", "El identificador del contrato no es un UUID.",
                      "Registre primero el contrato y use su identificador.");
    if (draft.zone_id.empty() || draft.zone_id.size() > max_zone)
        return refuse("zone_id", "Falta la zona, o pasa de 32 caracteres.",
                      "Use la zona de lectura, por ejemplo 14-B.");
    const auto installed_on = parse_date(draft.installed_on);
    if (!installed_on)
        return refuse("installed_on", "La fecha de instalación no es una fecha.", "Escríbala como 2026-09-01.");
    if (draft.initial_litres < 0 || draft.initial_litres > most_litres)
        return refuse("initial_litres", "La lectura inicial no es posible.",
                      "Escriba los litros que marcaba al instalarlo.");
    if (draft.permanent_flow_litres_h < 0 || draft.permanent_flow_litres_h > most_permanent_flow_litres_h)
        return refuse("permanent_flow_litres_h", "El caudal permanente no es posible.",
                      "Use el Q3 de la placa en litros por hora, o 0.");
    if (draft.register_digits != 0 && (draft.register_digits < least_digits || draft.register_digits > most_digits))
        return refuse("register_digits", "Un registro no tiene esa cantidad de cifras.",
                      "Escriba las cifras de metros cúbicos de la carátula, de 3 a 9, o 0 si nunca da la vuelta.");
    return Meter{*id,
                 draft.identity,
                 *contract,
                 draft.zone_id,
                 *installed_on,
                 Volume::litres(draft.initial_litres),
                 draft.permanent_flow_litres_h == 0 ? domestic_permanent_flow_litres_h : draft.permanent_flow_litres_h,
                 {draft.register_digits}};
}

}  // namespace aquacis::metering
