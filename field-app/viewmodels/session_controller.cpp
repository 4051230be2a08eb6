#include "field-app/viewmodels/session_controller.hpp"

#include "field-app/core/domain/money_words.hpp"
#include "field-app/core/use_cases/open_session.hpp"
#include "field-app/core/use_cases/sign_in.hpp"
#include "field-app/ui/guard.hpp"
#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {

SessionController::SessionController(Workplace& place, PaperController& paper, QObject* parent)
    : QObject(parent), place_(place), paper_(paper) {}

QVariantList SessionController::cashiers() const {
    const auto open = place_.store.open_session_of(place_.config.till);
    QVariantList list;
    for (const Cashier& cashier : place_.store.cashiers())
        list.push_back(QVariantMap{{QStringLiteral("id"), words(cashier.id)},
                                   {QStringLiteral("name"), words(cashier.name)},
                                   {QStringLiteral("role"), cashier.is_supervisor() ? tr("supervisión") : tr("caja")},
                                   {QStringLiteral("open"), open && open->cashier_id == cashier.id}});
    return list;
}

QString SessionController::cashierName() const { return cashier_ ? words(cashier_->name) : QString(); }
QString SessionController::number() const { return closing() ? QString::number(closing()->number) : QString(); }
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
    absent_ = signed_in->absent;
    if (absent_)
        beginClose();
    else
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
    absent_.reset();
    asking_.clear();
    Q_EMIT left();
    go("signin");
}

QString SessionController::words_of_absent() const { return words(absent_->cashier_name); }

QString SessionController::said() const {
    const auto total = Money::parse(counts_.total().remove(u'$').toStdString());
    return total ? words(aquacis::office::said(*total)) : QString();
}

void SessionController::beginClose() {
    if (!closing()) return;
    if (counted_for_ != closing()->id) counts_.clear();  // one's own count is still there after Esc
    counted_for_ = closing()->id;
    asking_.clear();
    go("close");
}

void SessionController::cancelClose() {
    if (screen_ != QStringLiteral("close")) return;
    if (asking_ == QStringLiteral("sure")) return countAgain();
    if (absent_) return lock();
    go("till");
}

void SessionController::countAgain() {
    asking_.clear();
    go("close");
}

bool SessionController::close() {
    if (!closing() || screen_ != QStringLiteral("close")) return false;
    if (!counts_.counts())
        return refuse({RefusalKind::invalid, "", "counts", "Una cantidad no es un número.",
                       "Escriba cuántas piezas hay, sin puntos ni signos."});
    if (counts_.nothing_typed() && asking_ != QStringLiteral("empty")) {
        asking_ = QStringLiteral("empty");
        return refuse({RefusalKind::invalid, "", "counts", "No escribió ninguna pieza.",
                       "Cuente el cajón; si de verdad está vacío, termine otra vez."});
    }
    asking_ = QStringLiteral("sure");
    go("close");
    return true;
}

bool SessionController::confirmClose() {
    const auto counts = counts_.counts();
    if (asking_ != QStringLiteral("sure") || !closing() || !counts) return false;
    const std::string closed_by = absent_ ? cashier_->id : std::string();
    const auto closed = guarded([&] { return close_session(place_.office, {closing()->id, *counts, closed_by}); });
    if (!closed) return refuse(closed.refusal());
    place_.link.wake();
    show_result(*closed);
    session_.reset();
    absent_.reset();
    asking_.clear();
    counts_.clear();
    paper_.forgetLast();
    if (const auto slip = close_slip_of(place_.office, closed_number_)) paper_.print_close(*slip);
    Q_EMIT left();
    go("closed");
    return true;
}

void SessionController::reprintClose() { paper_.reprint(QStringLiteral("corte %1").arg(closed_number_)); }

void SessionController::show_result(const ClosedSession& closed) {
    closed_number_ = closed.session.number;
    QVariantList totals;
    for (const MethodTotal& total : closed.totals)
        totals.push_back(QVariantMap{{QStringLiteral("method"), method_words(total.method)},
                                     {QStringLiteral("total"), words(total.total)}});
    const QString tone = closed.difference.is_zero() ? QStringLiteral("good") : QStringLiteral("bad");
    const QString verdict = closed.difference.is_zero()       ? tr("El efectivo cuadra")
                            : closed.difference.is_negative() ? tr("Faltante")
                                                              : tr("Sobrante");
    result_ = {{QStringLiteral("number"), QString::number(closed_number_)},
               {QStringLiteral("counted"), words(closed.counted)},
               {QStringLiteral("expected"), words(closed.expected)},
               {QStringLiteral("difference"), words(closed.difference)},
               {QStringLiteral("verdict"), verdict},
               {QStringLiteral("tone"), tone},
               {QStringLiteral("payments"), static_cast<qlonglong>(closed.payments)},
               {QStringLiteral("totals"), totals}};
}

// Only when there is news: a list made anew would take the mark away from the person's name.
void SessionController::refresh() {
    const QVariantList now = cashiers();
    if (now == last_cashiers_) return;
    last_cashiers_ = now;
    Q_EMIT changed();
}

}  // namespace aquacis::office
