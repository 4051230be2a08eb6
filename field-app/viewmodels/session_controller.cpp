#include "field-app/viewmodels/session_controller.hpp"

#include "field-app/core/use_cases/open_session.hpp"
#include "field-app/core/use_cases/sign_in.hpp"
#include "field-app/viewmodels/guard.hpp"
#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {

SessionController::SessionController(Workplace& place, QObject* parent) : QObject(parent), place_(place) {}

QVariantList SessionController::cashiers() const {
    QVariantList list;
    for (const Cashier& cashier : place_.store.cashiers())
        list.push_back(
            QVariantMap{{QStringLiteral("id"), words(cashier.id)},
                        {QStringLiteral("name"), words(cashier.name)},
                        {QStringLiteral("role"), cashier.role == "supervisor" ? tr("supervisión") : tr("caja")}});
    return list;
}

QString SessionController::cashierName() const { return cashier_ ? words(cashier_->name) : QString(); }
QString SessionController::number() const { return session_ ? QString::number(session_->number) : QString(); }
QString SessionController::openedAt() const { return session_ ? clock_time(session_->opened_at) : QString(); }
QString SessionController::place() const { return words(place_.config.till + " · " + place_.config.office); }
QString SessionController::administration() const { return words(place_.config.administration_name); }

void SessionController::go(const char* screen) {
    screen_ = QLatin1String(screen);
    forgive();
    Q_EMIT changed();
}

bool SessionController::refuse(const Refusal& refusal) {
    problem_ = problem_of(refusal);
    Q_EMIT problemChanged();
    return false;
}

void SessionController::forgive() {
    problem_.clear();
    Q_EMIT problemChanged();
}

bool SessionController::signIn(const QString& cashier, const QString& pin) {
    const auto signed_in = guarded([&] { return sign_in(place_.office, {cashier.toStdString(), pin.toStdString()}); });
    if (!signed_in) return refuse(signed_in.refusal());
    cashier_ = signed_in->cashier;
    session_ = signed_in->session;
    go(session_ ? "till" : "open");
    return true;
}

bool SessionController::openTill(const QString& opening_float) {
    const auto amount = typed_money(opening_float);
    if (!amount || opening_float.trimmed().isEmpty())
        return refuse({RefusalKind::invalid, "", "float_centavos", "El fondo no es una cantidad.",
                       "Escríbalo como 500 o 500.00; sin fondo, 0."});
    const auto session = guarded([&] { return open_session(place_.office, {cashier_->id, *amount}); });
    if (!session) return refuse(session.refusal());
    session_ = *session;
    place_.link.wake();
    go("till");
    return true;
}

void SessionController::lock() {
    cashier_.reset();
    session_.reset();
    counts_.clear();
    go("signin");
}

void SessionController::beginClose() {
    if (!session_) return;
    counts_.clear();
    go("close");
}

void SessionController::cancelClose() {
    if (screen_ == QStringLiteral("close")) go("till");
}

bool SessionController::close() {
    const auto counts = counts_.counts();
    if (!counts)
        return refuse({RefusalKind::invalid, "", "counts", "Una cantidad no es un número.",
                       "Escriba cuántas piezas hay, sin puntos ni signos."});
    const auto closed = guarded([&] { return close_session(place_.office, {session_->id, *counts}); });
    if (!closed) return refuse(closed.refusal());
    place_.link.wake();
    QVariantList totals;
    for (const MethodTotal& total : closed->totals)
        totals.push_back(QVariantMap{{QStringLiteral("method"), method_words(total.method)},
                                     {QStringLiteral("total"), words(total.total)}});
    const QString tone = closed->difference.is_zero() ? QStringLiteral("good") : QStringLiteral("bad");
    const QString verdict = closed->difference.is_zero()       ? tr("El efectivo cuadra")
                            : closed->difference.is_negative() ? tr("Faltante")
                                                               : tr("Sobrante");
    result_ = {{QStringLiteral("number"), number()},
               {QStringLiteral("counted"), words(closed->counted)},
               {QStringLiteral("expected"), words(closed->expected)},
               {QStringLiteral("difference"), words(closed->difference)},
               {QStringLiteral("verdict"), verdict},
               {QStringLiteral("tone"), tone},
               {QStringLiteral("payments"), static_cast<qlonglong>(closed->payments)},
               {QStringLiteral("totals"), totals}};
    session_.reset();
    go("closed");
    return true;
}

// Only when there is news: a list made anew would take the mark away from the person's name.
void SessionController::refresh() {
    const QVariantList now = cashiers();
    if (now == last_cashiers_) return;
    last_cashiers_ = now;
    Q_EMIT changed();
}

}  // namespace aquacis::office
