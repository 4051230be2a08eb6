#include "field-app/core/domain/money_words.hpp"

#include <array>
#include <cstdint>

namespace aquacis::office {
namespace {

constexpr std::array<const char*, 30> small{
    "cero",         "un",          "dos",        "tres",        "cuatro",     "cinco",      "seis",      "siete",
    "ocho",         "nueve",       "diez",       "once",        "doce",       "trece",      "catorce",   "quince",
    "dieciséis",    "diecisiete",  "dieciocho",  "diecinueve",  "veinte",     "veintiún",   "veintidós", "veintitrés",
    "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"};
constexpr std::array<const char*, 10> tens{"",          "",        "",        "treinta", "cuarenta",
                                           "cincuenta", "sesenta", "setenta", "ochenta", "noventa"};
constexpr std::array<const char*, 10> hundreds{
    "",           "ciento",      "doscientos",  "trescientos", "cuatrocientos",
    "quinientos", "seiscientos", "setecientos", "ochocientos", "novecientos"};

std::string below_thousand(std::int64_t number) {
    if (number == 100) return "cien";
    std::string text;
    if (number >= 100) text = hundreds.at(static_cast<std::size_t>(number / 100));
    const auto rest = static_cast<std::size_t>(number % 100);
    if (rest == 0) return text;
    if (!text.empty()) text += ' ';
    if (rest < small.size()) return text + small.at(rest);
    text += tens.at(rest / 10);
    if (rest % 10 > 0) text += std::string(" y ") + small.at(rest % 10);
    return text;
}

void add(std::string& text, const std::string& more) {
    if (!text.empty() && !more.empty()) text += ' ';
    text += more;
}

}  // namespace

std::string said(Money amount) {
    const std::int64_t centavos = amount.is_negative() ? -amount.centavos() : amount.centavos();
    const std::int64_t pesos = centavos / 100;
    const std::int64_t millions = pesos / 1'000'000;
    const std::int64_t thousands = pesos / 1000 % 1000;
    std::string text;
    if (millions > 0) text = below_thousand(millions) + (millions == 1 ? " millón" : " millones");
    if (thousands == 1)
        add(text, "mil");
    else if (thousands > 1)
        add(text, below_thousand(thousands) + " mil");
    if (pesos % 1000 > 0) add(text, below_thousand(pesos % 1000));
    if (pesos == 0) text = small.front();
    if (millions > 0 && pesos % 1'000'000 == 0) text += " de";
    text += pesos == 1 ? " peso " : " pesos ";
    const std::string hundredths = std::to_string(centavos % 100);
    text += (hundredths.size() < 2 ? "0" + hundredths : hundredths) + "/100";
    return amount.is_negative() ? "menos " + text : text;
}

}  // namespace aquacis::office
