#pragma once
// Values as the screens say them.

#include <QString>
#include <QVariantMap>

#include "base/result.hpp"
#include "field-app/core/domain/account.hpp"

namespace aquacis::office {

QString words(std::string_view utf8);
QString words(Money amount);                        // "$1,284.60"
QString bare(Money amount);                         // "1,284.60"
QString cubic_metres(std::int64_t litres);          // "21", "17.5"
QString short_date(const std::string& iso_date);    // "20 oct"
QString long_date(const std::string& iso_date);     // "30 de noviembre de 2026"
QString period_words(const std::string& period);    // "Oct 2026"
QString month_and_year(const std::string& period);  // "oct 26"
QString month_words(const std::string& period);     // "octubre"
QString clock_time(Instant at);                     // "09:12", local
QString grouped(std::int64_t count);                // "512,406"
QString service_of(const Contract& contract);       // "Doméstico medio · medidor KAM 6410 7712"
QString method_words(Method method);
std::optional<Money> typed_money(const QString& text);  // nothing when it is not an amount; empty text is zero

// What QML shows beside a field: {field, text}; an empty map is no problem.
QVariantMap problem_of(const Refusal& refusal);

}  // namespace aquacis::office
