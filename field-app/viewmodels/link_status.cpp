#include "field-app/viewmodels/link_status.hpp"

#include "aquacis/payments/v1/payments.pb.h"
#include "field-app/ui/guard.hpp"
#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {
namespace {
constexpr int most_attention = 99;
}

LinkStatus::LinkStatus(Workplace& place, QObject* parent) : QObject(parent), place_(place) {
    place_.link.on_change([this] {
        QMetaObject::invokeMethod(
            this,
            [this] {
                refresh();
                Q_EMIT heard();
            },
            Qt::QueuedConnection);
    });
    connect(&timer_, &QTimer::timeout, this, [this] {
        Q_EMIT ticked();
        refresh();
    });
    timer_.start(std::chrono::seconds(1));
    refresh();
}

LinkStatus::~LinkStatus() { place_.link.on_change(nullptr); }

QString LinkStatus::time() const { return clock_time(place_.clock.now()); }

int LinkStatus::unsent() const { return static_cast<int>(place_.store.operations().pending_count()); }

// What the server did not take as it was done, each in words for a cashier: what it was, what became of it, why, and
// what to do.
QVariantList LinkStatus::notices() const {
    QVariantList list;
    for (const sync::OperationState& operation : place_.store.operations().attention(most_attention)) {
        QString what = tr("Turno");
        aquacis::payments::v1::TakePayment payment;
        if (operation.type == "payments.payment.take" && payment.ParseFromString(operation.body))
            what = tr("Cobro %1").arg(words(payment.folio()));
        aquacis::payments::v1::CancelPayment cancelled;
        if (operation.type == "payments.payment.cancel" && cancelled.ParseFromString(operation.body))
            what = tr("Cancelación del cobro %1").arg(folio_of(cancelled.payment_id()));
        if (operation.type == "payments.receipt.reprint") what = tr("Reimpresión");
        if (operation.type == "payments.drawer.open") what = tr("Cajón");
        const QString verdict = operation.verdict == sync::Verdict::merged   ? tr("recibido con cambios")
                                : operation.verdict == sync::Verdict::parked ? tr("en espera en el servidor")
                                                                             : tr("no aceptado");
        list.push_back(QVariantMap{
            {QStringLiteral("seq"), static_cast<int>(operation.seq)},
            {QStringLiteral("what"), what},
            {QStringLiteral("when"),
             words(aquacis::display_es(local_date(operation.created_at))) + u' ' + clock_time(operation.created_at)},
            {QStringLiteral("verdict"), verdict},
            {QStringLiteral("reason"), words(operation.reason)},
            {QStringLiteral("remedy"), words(operation.remedy)}});
    }
    return list;
}

QString LinkStatus::folio_of(const std::string& payment_id) const {
    const auto id = PaymentId::parse(payment_id);
    const auto payment = id ? place_.store.payment(*id) : std::nullopt;
    return payment ? words(payment->folio.text()) : QString();
}

void LinkStatus::dismiss(int seq) {
    const auto done = guarded([&]() -> Result<Done> {
        place_.store.operations().dismiss(static_cast<std::uint64_t>(seq));
        return Done{};
    });
    if (done) refresh();
}

QString LinkStatus::waiting() const {
    const auto operations = place_.store.operations().pending_count();
    if (operations == 0) return {};
    const std::int64_t payments = place_.store.unsent_payments(operations);
    if (payments == 0) return tr("el turno por enviar");
    return payments == 1 ? tr("1 pago por enviar") : tr("%1 pagos por enviar").arg(payments);
}

QString LinkStatus::renewal_now() const {
    const auto as_of = place_.store.shown_as_of();
    if (!as_of) return {};
    const Date day = local_date(*as_of);
    return day == local_date(place_.clock.now())
               ? tr("Datos de las %1 · llegan nuevos").arg(clock_time(*as_of))
               : tr("Datos del %1 %2 · llegan nuevos").arg(short_date(to_iso(day)), clock_time(*as_of));
}

// Puts the link and what waits into one sentence, and tells the window only of what is new.
void LinkStatus::refresh() {
    const sync::LinkState state = place_.link.state();
    const QString left = waiting();
    QString text;
    if (!state.connected) {
        text = state.offline_since ? tr("Sin conexión desde %1").arg(clock_time(*state.offline_since))
                                   : tr("Sin conexión");
        text += left.isEmpty() ? tr(" · todo enviado") : QStringLiteral(" · ") + left;
    } else {
        text = left.isEmpty() ? tr("En línea · todo enviado") : tr("En línea · %1").arg(left);
    }
    const QString tone = state.connected ? QStringLiteral("good") : QStringLiteral("warning");
    const int attention = static_cast<int>(place_.store.operations().attention(most_attention).size());
    const int left_here = unsent();
    const QString renewal = renewal_now();
    const bool news = state.last_feed != last_feed_;
    last_feed_ = state.last_feed;
    if (news) Q_EMIT fed();
    if (text == text_ && tone == tone_ && attention == attention_ && left_here == unsent_ &&
        problem_ == words(state.problem) && renewal == renewal_)
        return;
    text_ = text;
    tone_ = tone;
    attention_ = attention;
    unsent_ = left_here;
    problem_ = words(state.problem);
    renewal_ = renewal;
    Q_EMIT changed();
}

}  // namespace aquacis::office
