#include "field-app/viewmodels/shift_controller.hpp"

#include "field-app/core/use_cases/cancel_payment.hpp"
#include "field-app/ui/guard.hpp"
#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {

ShiftController::ShiftController(Workplace& place, SessionController& session, PaperController& paper, QObject* parent)
    : QObject(parent), place_(place), session_(session), paper_(paper) {
    connect(&session_, &SessionController::changed, this, &ShiftController::changed);
    connect(&paper_, &PaperController::changed, this, &ShiftController::refresh);
}

int ShiftController::payments() const {
    const auto& session = session_.session();
    return session ? static_cast<int>(place_.store.session_payments(session->id)) : 0;
}

QString ShiftController::lastFolio() const {
    const auto& session = session_.session();
    if (!session) return {};
    const SessionFolios folios = place_.store.session_folios(session->id);
    return folios.used == 0 ? QString() : words(Folio{folios.series, folios.last}.text());
}

QVariantList ShiftController::supervisors() const {
    QVariantList people;
    for (const Cashier& person : second_persons(place_.office))
        people.push_back(
            QVariantMap{{QStringLiteral("id"), words(person.id)}, {QStringLiteral("name"), words(person.name)}});
    return people;
}

void ShiftController::showShift() {
    doubtful_ = false;
    const auto& session = session_.session();
    list_.show(session ? place_.store.payments_of(session->id) : std::vector<PaymentRow>());
    Q_EMIT listed();
}

void ShiftController::showDoubtful() {
    doubtful_ = true;
    list_.show(place_.store.payments_in_doubt());
    Q_EMIT listed();
}

void ShiftController::refresh() {
    if (list_.rows() > 0) doubtful_ ? showDoubtful() : showShift();
    Q_EMIT changed();
}

bool ShiftController::refuse(const Refusal& refusal) {
    problem_ = problem_of(refusal);
    Q_EMIT problemChanged();
    return false;
}

void ShiftController::forgive() {
    problem_.clear();
    Q_EMIT problemChanged();
}

bool ShiftController::cancel(const QVariantMap& request) {
    const auto text = [&request](const char* name) {
        return request.value(QLatin1String(name)).toString().trimmed().toStdString();
    };
    const auto payment = guarded([&] { return payment_of_folio(place_.office, text("folio")); });
    if (!payment) return refuse(payment.refusal());
    const auto cancelled_receipt = guarded([&] {
        return cancel_payment(place_.office, {payment->id, text("reason"), text("supervisor"), text("pin")});
    });
    if (!cancelled_receipt) return refuse(cancelled_receipt.refusal());
    forgive();
    place_.link.wake();
    paper_.print_cancellation(*cancelled_receipt);
    refresh();
    Q_EMIT cancelled();
    return true;
}

}  // namespace aquacis::office
