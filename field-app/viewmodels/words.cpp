#include "field-app/viewmodels/words.hpp"

#include <QCoreApplication>
#include <QLocale>

#include <array>
#include <map>

#include "base/volume.hpp"

namespace aquacis::office {
namespace {

constexpr std::array<const char*, 12> month_names{
    QT_TRANSLATE_NOOP("Words", "enero"),      QT_TRANSLATE_NOOP("Words", "febrero"),
    QT_TRANSLATE_NOOP("Words", "marzo"),      QT_TRANSLATE_NOOP("Words", "abril"),
    QT_TRANSLATE_NOOP("Words", "mayo"),       QT_TRANSLATE_NOOP("Words", "junio"),
    QT_TRANSLATE_NOOP("Words", "julio"),      QT_TRANSLATE_NOOP("Words", "agosto"),
    QT_TRANSLATE_NOOP("Words", "septiembre"), QT_TRANSLATE_NOOP("Words", "octubre"),
    QT_TRANSLATE_NOOP("Words", "noviembre"),  QT_TRANSLATE_NOOP("Words", "diciembre")};

struct Say {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

QString month(unsigned number) { return Say::tr(month_names.at(number - 1)); }

QString meter_words(const std::string& label) {
    QString text = words(label);
    const auto digits = static_cast<int>(text.size() - text.lastIndexOf(u' ') - 1);
    if (digits == 8) text.insert(text.size() - 4, u' ');
    return text;
}

}  // namespace

QString words(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }
QString words(Money amount) { return words(amount.display()); }
QString bare(Money amount) { return words(amount).remove(u'$'); }
QString cubic_metres(std::int64_t litres) { return words(Volume::litres(litres).cubic_metres().to_string()); }

QString short_date(const std::string& iso_date) {
    const auto date = parse_date(iso_date);
    return date ? words(aquacis::display_es(*date)).chopped(5) : words(iso_date);
}

QString long_date(const std::string& iso_date) {
    const auto date = parse_date(iso_date);
    if (!date) return words(iso_date);
    return Say::tr("%1 de %2 de %3")
        .arg(static_cast<unsigned>(date->day()))
        .arg(month(static_cast<unsigned>(date->month())))
        .arg(static_cast<int>(date->year()));
}

QString period_words(const std::string& period) {
    const auto parsed = Period::parse(period);
    return parsed ? words(parsed->display_es()) : words(period);
}

QString month_and_year(const std::string& period) {
    const QString text = period_words(period).toLower();
    return text.size() == 8 ? text.left(4) + text.right(2) : text;
}

QString month_words(const std::string& period) {
    const auto parsed = Period::parse(period);
    return parsed ? month(parsed->month()) : words(period);
}

QString clock_time(Instant at) { return words(to_local_iso(at)).mid(11, 5); }

QString grouped(std::int64_t count) {
    return QLocale(QLocale::Spanish, QLocale::Mexico).toString(static_cast<qlonglong>(count));
}

QString service_of(const Contract& contract) {
    static const std::map<std::string, const char*> uses{{"domestic", QT_TRANSLATE_NOOP("Words", "Doméstico")},
                                                         {"commercial", QT_TRANSLATE_NOOP("Words", "Comercial")},
                                                         {"industrial", QT_TRANSLATE_NOOP("Words", "Industrial")},
                                                         {"public", QT_TRANSLATE_NOOP("Words", "Público")}};
    const auto use = uses.find(contract.use_class);
    QString text = use == uses.end() ? words(contract.use_class) : Say::tr(use->second);
    const QString tariff = words(contract.tariff_code);
    const qsizetype dash = tariff.indexOf(u'-');
    if (dash >= 0) text += u' ' + tariff.mid(dash + 1).toLower();
    if (!contract.meter_label.empty())
        text += QStringLiteral(" · ") + Say::tr("medidor %1").arg(meter_words(contract.meter_label));
    return text;
}

QString method_words(Method method) {
    static constexpr std::array<const char*, 4> names{
        QT_TRANSLATE_NOOP("Words", "Efectivo"), QT_TRANSLATE_NOOP("Words", "Tarjeta"),
        QT_TRANSLATE_NOOP("Words", "Transferencia"), QT_TRANSLATE_NOOP("Words", "Cheque")};
    return Say::tr(names.at(static_cast<std::size_t>(method)));
}

std::optional<Money> typed_money(const QString& text) {
    if (text.trimmed().isEmpty()) return Money::zero();
    return Money::parse(text.trimmed().toStdString());
}

QVariantMap problem_of(const Refusal& refusal) {
    return {{QStringLiteral("field"), words(refusal.field)},
            {QStringLiteral("text"), words(refusal.message + " " + refusal.remedy)}};
}

}  // namespace aquacis::office
