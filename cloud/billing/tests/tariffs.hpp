#pragma once
// Published tariffs as values, for the tests.

#include <string>
#include <string_view>
#include <vector>

#include "cloud/billing/domain/tariff.hpp"

namespace aquacis::billing::example {

inline Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

inline Charge charge(LineKind kind, std::string description, Method method, std::string_view tax = "0") {
    Charge made;
    made.kind = kind;
    made.description = std::move(description);
    made.method = std::move(method);
    made.tax_rate = decimal(tax);
    return made;
}

inline Tariff tariff(std::vector<Charge> charges) {
    Tariff made;
    made.code = "PRUEBA";
    made.version = 1;
    made.name = "Uso doméstico medio";
    made.valid_from = parse_date("2026-01-01").value();
    made.legal_basis = "Tarifa QRO 2026, versión 3, artículo 4";
    made.charges = std::move(charges);
    return made;
}

// The bill of the explanation screen: 21 m³ are $613.41.
inline Tariff queretaro() {
    Tariff made = tariff({charge(LineKind::fixed, "Cargo fijo", Flat{decimal("86.40")}),
                          charge(LineKind::water, "Agua por bloques",
                                 MarginalBlocks{{{{}, decimal("10"), {}, decimal("15.20")},
                                                 {{}, decimal("20"), {}, decimal("22.45")},
                                                 {{}, {}, {}, decimal("25.80")}}}),
                          charge(LineKind::sewer, "Alcantarillado, 10 % del agua",
                                 Percentage{decimal("10"), {LineKind::fixed, LineKind::water}}, "0.160000"),
                          charge(LineKind::treatment, "Saneamiento, 12 % del agua",
                                 Percentage{decimal("12"), {LineKind::fixed, LineKind::water}}, "0.160000")});
    made.code = "DOM-MEDIO";
    made.version = 3;
    made.volume = {VolumeOf::register_reading, {0, Rounding::down}};
    return made;
}

// Cuautitlán Izcalli 2023, popular, monthly: base and rate in UMA of 103.74.
inline Tariff cuautitlan_izcalli() {
    const auto block = [](const char* from, const char* up_to, const char* base, const char* rate) {
        return Block{decimal(from), decimal(up_to), decimal(base), decimal(rate)};
    };
    Tariff made = tariff({charge(
        LineKind::water, "Agua",
        MarginalBlocks{{block("0", "7.5", "0.7364", "0"), block("7.51", "15", "0.7364", "0.1379"),
                        block("15.01", "22.5", "1.8939", "0.1399"), block("22.51", "30", "2.8214", "0.1588"),
                        block("30.01", "37.5", "4.0178", "0.2610"), block("37.51", "50", "6.5055", "0.3306")}})});
    made.uma = decimal("103.74");
    return made;
}

// JAPAY, February 2026, zone 1: UMA factors, steps to the peso, prices per m³ to the centavo, UMA 117.31.
inline Tariff japay() {
    const auto factor = [](const char* pesos, int decimals) {  // a factor that rounds to the printed price
        return decimal(pesos).divided_by(decimal("117.31"), decimals, Rounding::half_up);
    };
    WholeConsumption whole;
    whole.steps = {{decimal("3"), decimal("0.5672")},
                   {decimal("10"), factor("82", 4)},
                   {decimal("15"), factor("99", 4)},
                   {decimal("20"), factor("107", 4)}};
    whole.blocks = {{decimal("40"), decimal("0.0569")},
                    {decimal("60"), factor("7.12", 4)},
                    {decimal("80"), factor("8.15", 4)},
                    {decimal("100"), factor("8.68", 4)}};
    Tariff made = tariff({charge(LineKind::water, "Agua", whole)});
    made.uma = decimal("117.31");
    made.base_rounding = RoundTo{0, Rounding::half_up};
    made.rate_rounding = RoundTo{2, Rounding::half_up};
    return made;
}

}  // namespace aquacis::billing::example
