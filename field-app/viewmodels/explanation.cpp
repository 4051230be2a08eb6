#include "field-app/viewmodels/explanation.hpp"

#include <google/protobuf/util/json_util.h>

#include <QCoreApplication>

#include <fstream>
#include <map>

#include "aquacis/billing/v1/billing.pb.h"
#include "base/sha256.hpp"
#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {
namespace {

using aquacis::billing::v1::Invoice;
using aquacis::billing::v1::InvoiceLine;

constexpr int chart_months = 13;

struct Say {
    Q_DECLARE_TR_FUNCTIONS(Explanation)
};

QVariantMap step(const QString& title, const QString& detail, const QString& amount) {
    return {{QStringLiteral("title"), title}, {QStringLiteral("detail"), detail}, {QStringLiteral("amount"), amount}};
}

std::int64_t milli(const std::string& decimal) {
    const auto parsed = Decimal::parse(decimal);
    return parsed ? parsed->scaled_integer(3, Rounding::half_up) : 0;
}

QString price_text(const std::string& decimal) {
    const auto parsed = Decimal::parse(decimal);
    return parsed ? words(parsed->scale() <= 2 ? parsed->to_fixed(2, Rounding::down) : parsed->to_string())
                  : words(decimal);
}

// The blocks of water as one step with a bar: how much of the water fell in each.
QVariantMap water_step(const std::vector<const InvoiceLine*>& blocks) {
    Money sum;
    QStringList parts;
    std::int64_t water = 0;
    for (const InvoiceLine* line : blocks) {
        sum += Money::centavos(line->amount_centavos());
        water += milli(line->quantity());
        parts << QStringLiteral("%1 m³ × $%2 = %3")
                     .arg(words(line->quantity()), price_text(line->unit_price()),
                          bare(Money::centavos(line->amount_centavos())));
    }
    const bool one = blocks.size() == 1;
    QVariantMap shown = step(one ? words(blocks.front()->description()) : Say::tr("Agua por bloques"),
                             parts.join(QStringLiteral("   ")), words(sum));
    if (one && !blocks.front()->explanation().empty())
        shown[QStringLiteral("detail")] = words(blocks.front()->explanation());
    QVariantList bar;
    for (const InvoiceLine* line : blocks)
        bar.push_back(static_cast<double>(milli(line->quantity())) /
                      static_cast<double>(std::max<std::int64_t>(water, 1)));
    if (!one) shown[QStringLiteral("blocks")] = bar;
    return shown;
}

QVariantMap tax_step(const Invoice& invoice) {
    QStringList parts;
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> by_rate;
    for (const InvoiceLine& line : invoice.lines()) {
        by_rate[line.tax_rate()].first += line.amount_centavos();
        by_rate[line.tax_rate()].second += line.tax_centavos();
    }
    for (const auto& [rate, sums] : by_rate) {
        const auto parsed = Decimal::parse(rate);
        const QString percent = parsed ? words((*parsed * Decimal::integer(100)).to_string()) : words(rate);
        parts << (sums.second == 0
                      ? Say::tr("%1 a tasa %2 %.").arg(words(Money::centavos(sums.first)), percent)
                      : Say::tr("%1 a %2 %: %3.")
                            .arg(words(Money::centavos(sums.first)), percent, words(Money::centavos(sums.second))));
    }
    return step(Say::tr("IVA"), parts.join(u' '), words(Money::centavos(invoice.tax_centavos())));
}

QVariantList steps_of(const Invoice& invoice) {
    const QString use = cubic_metres(invoice.consumed_litres()) + QStringLiteral(" m³");
    QVariantList steps{step(Say::tr("Se midieron %1").arg(use), words(invoice.reading_note()), use)};
    std::vector<const InvoiceLine*> water;
    QVariantList before;
    QVariantList after;
    for (const InvoiceLine& line : invoice.lines()) {
        if (line.kind() == "water") {
            water.push_back(&line);
            continue;
        }
        QVariantList& place = line.kind() == "adjustment" ? after : water.empty() ? steps : before;
        place.push_back(
            step(words(line.description()), words(line.explanation()), words(Money::centavos(line.amount_centavos()))));
    }
    if (!water.empty()) steps.push_back(water_step(water));
    steps += before;
    if (invoice.tax_centavos() != 0) steps.push_back(tax_step(invoice));
    return steps + after;
}

// " Por eso 1 m³ entró al bloque 3, de $25.80." when the average would not have reached the last block.
QString entered_block(const Invoice& invoice, std::int64_t average) {
    std::vector<const InvoiceLine*> blocks;
    for (const InvoiceLine& line : invoice.lines())
        if (line.kind() == "water") blocks.push_back(&line);
    if (blocks.size() < 2) return {};
    std::int64_t before = 0;
    for (std::size_t i = 0; i + 1 < blocks.size(); ++i)
        before += milli(blocks[i]->quantity());
    if (average * 1000 > before) return {};
    const QString text = milli(blocks.back()->quantity()) == 1000
                             ? Say::tr(" Por eso %1 m³ entró al bloque %2, de $%3.")
                             : Say::tr(" Por eso %1 m³ entraron al bloque %2, de $%3.");
    return text.arg(words(blocks.back()->quantity())).arg(blocks.size()).arg(price_text(blocks.back()->unit_price()));
}

QVariantMap reason_of(const Invoice& invoice, const std::vector<MonthOfUse>& months) {
    std::int64_t sum = 0;
    std::int64_t count = 0;
    for (const MonthOfUse& month : months)
        if (month.period < invoice.period()) {
            sum += month.litres;
            ++count;
        }
    if (count == 0) return {};
    const std::int64_t average = (sum / count + 500) / 1000;
    const std::int64_t used = (invoice.consumed_litres() + 500) / 1000;
    const std::int64_t more = used - average;
    if (more == 0)
        return {{QStringLiteral("title"), Say::tr("¿Cambió su consumo?")},
                {QStringLiteral("text"), Say::tr("Usó lo mismo que su promedio (%1 m³).").arg(average)}};
    QString text = more > 0 ? Say::tr("Usó <b>%1 m³ más</b> que su promedio (%2 m³).")
                            : Say::tr("Usó <b>%1 m³ menos</b> que su promedio (%2 m³).");
    text = text.arg(std::abs(more)).arg(average);
    if (more > 0) text += entered_block(invoice, average);
    return {{QStringLiteral("title"), more > 0 ? Say::tr("¿Por qué subió?") : Say::tr("¿Por qué bajó?")},
            {QStringLiteral("text"), text},
            {QStringLiteral("more"), Say::tr("El promedio es de los %1 meses anteriores.").arg(count)}};
}

QString sha256_of(const std::string& bytes) { return QString::fromStdString(sha256_hex(bytes)); }

QString shortened(const QString& hash) { return hash.size() > 8 ? hash.left(4) + u'…' + hash.right(4) : hash; }

}  // namespace

bool Explanation::show(const QString& id) {
    const auto invoice_id = InvoiceId::parse(id.toStdString());
    const auto body = invoice_id ? place_.store.invoice_body(*invoice_id) : std::nullopt;
    Invoice invoice;
    if (!body || body->empty() || !invoice.ParseFromString(*body)) return false;
    body_ = *body;
    number_ = words(invoice.number());
    steps_ = steps_of(invoice);
    total_ = {
        {QStringLiteral("title"), tr("Total de %1").arg(month_words(invoice.period()))},
        {QStringLiteral("amount"), words(Money::centavos(invoice.total_centavos()))},
        {QStringLiteral("due"), invoice.state() == "reversed" ? tr("cancelado: no se cobra")
                                                              : tr("vence el %1").arg(long_date(invoice.due_date()))}};
    const auto contract = ContractId::parse(invoice.contract_id());
    reason_ = contract ? reason_of(invoice, place_.store.consumption(*contract, chart_months)) : QVariantMap();
    proof_ = {
        tr("tarifa %1 · sha256 %2").arg(words(invoice.tariff()).toLower(), shortened(words(invoice.tariff_sha256()))),
        tr("recibo · sha256 %1").arg(shortened(sha256_of(body_)))};
    saved_.clear();
    Q_EMIT changed();
    Q_EMIT savedChanged();
    return true;
}

void Explanation::save() {
    Invoice invoice;
    if (!invoice.ParseFromString(body_)) return;
    std::string json;
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = true;
    options.preserve_proto_field_names = true;
    if (!google::protobuf::util::MessageToJsonString(invoice, &json, options).ok()) return;
    const std::filesystem::path file = place_.data / ("calculo-" + number_.toStdString() + ".json");
    std::ofstream out(file, std::ios::binary);
    out << json << std::flush;
    saved_ = out.good() ? tr("Guardado en %1").arg(words(file.string()))
                        : tr("No se pudo escribir en %1. Revise el disco.").arg(words(file.string()));
    Q_EMIT savedChanged();
}

}  // namespace aquacis::office
