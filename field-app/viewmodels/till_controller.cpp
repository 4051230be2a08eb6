#include "field-app/viewmodels/till_controller.hpp"

#include "field-app/core/use_cases/take_payment.hpp"
#include "field-app/ui/guard.hpp"
#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {
namespace {

Refusal not_an_amount(std::string field) {
    return {RefusalKind::invalid, "office.not_an_amount", std::move(field), "No es una cantidad.",
            "Escríbala como 1500 o 1,284.60."};
}

constexpr Money much_change = Money::centavos(100'000);  // more than the largest note

std::string ended(std::string sentence) {
    if (!sentence.ends_with('.')) sentence += '.';  // "S.A. de C.V."
    return sentence;
}

QVariantMap change_map(const QString& title, const QString& amount, const char* tone) {
    return {{QStringLiteral("title"), title},
            {QStringLiteral("amount"), amount},
            {QStringLiteral("tone"), QLatin1String(tone)}};
}

}  // namespace

TillController::TillController(Workplace& place, SessionController& session, PaperController& paper, QObject* parent)
    : QObject(parent), place_(place), session_(session), paper_(paper) {
    connect(&debts_, &DebtModel::chosenChanged, this, &TillController::paymentChanged);
    connect(&session_, &SessionController::changed, this, &TillController::paymentChanged);
    connect(&paper_, &PaperController::changed, this, &TillController::show_paid);
}

QVariantMap TillController::contract() const {
    if (!prepared_) return {};
    const Account& account = prepared_->account;
    const Contract& contract = account.contract;
    QString notice;
    if (contract.state == "suspended")
        notice = tr("Servicio suspendido");
    else if (contract.state == "terminated")
        notice = tr("Contrato terminado");
    else if (debts_.overdue() > 1)
        notice = tr("%1 recibos vencidos").arg(debts_.overdue());
    else if (debts_.overdue() == 1)
        notice = tr("Recibo vencido");
    return {{QStringLiteral("id"), words(contract.id.to_string())},
            {QStringLiteral("name"), words(contract.customer_name)},
            {QStringLiteral("address"), words(contract.address())},
            {QStringLiteral("service"), service_of(contract)},
            {QStringLiteral("number"), words(contract.number)},
            {QStringLiteral("zone"), words(contract.zone_id)},
            {QStringLiteral("notice"), notice},
            {QStringLiteral("credit"), account.credit.is_positive() ? words(account.credit) : QString()},
            {QStringLiteral("asOf"), age_of(account)}};
}

QString TillController::age_of(const Account& account) const {
    if (!account.as_of) return {};
    const Date day = local_date(*account.as_of);
    const QString time = clock_time(*account.as_of);
    return day == local_date(place_.clock.now()) ? time : short_date(to_iso(day)) + u' ' + time;
}

QVariantList TillController::consumption() const {
    if (!prepared_) return {};
    std::int64_t most = 1;
    for (const MonthOfUse& month : prepared_->consumption)
        most = std::max(most, month.litres);
    QVariantList bars;
    for (const MonthOfUse& month : prepared_->consumption)
        bars.push_back(
            QVariantMap{{QStringLiteral("label"), month_and_year(month.period)},
                        {QStringLiteral("amount"), cubic_metres(month.litres)},
                        {QStringLiteral("share"), static_cast<double>(month.litres) / static_cast<double>(most)}});
    return bars;
}

QString TillController::averageUse() const {
    if (!prepared_ || prepared_->consumption.size() < 2) return {};
    std::int64_t sum = 0;  // of the months before the last one
    const auto months = static_cast<std::int64_t>(prepared_->consumption.size()) - 1;
    for (std::size_t i = 0; i + 1 < prepared_->consumption.size(); ++i)
        sum += prepared_->consumption[i].litres;
    return QString::number((sum / months + 500) / 1000);
}

Money TillController::to_debts() const {
    if (!other_amount_) return debts_.chosen_sum();
    return typed_money(amount_).value_or(Money::zero());
}

Money TillController::to_pay() const {
    const Money advance = debts_.advance_chosen() ? typed_money(advance_).value_or(Money::zero()) : Money::zero();
    return to_debts() + advance;
}

Money TillController::set_aside() const {
    Money sum;
    for (const Tender& tender : tenders_)
        sum += tender.amount;
    return sum;
}

QString TillController::dueTitle() const {
    const std::size_t chosen = debts_.chosen().size();
    if (!prepared_) return tr("A pagar");
    if (other_amount_) return tr("A pagar · otro importe");
    const QString receipts = chosen == 1 ? tr("1 recibo") : tr("%1 recibos").arg(chosen);
    if (debts_.advance_chosen())
        return chosen == 0 ? tr("A pagar · anticipo") : tr("A pagar · %1 y anticipo").arg(receipts);
    return chosen == 0 ? tr("A pagar") : tr("A pagar · %1").arg(receipts);
}

QString TillController::due() const { return words(to_pay()); }
bool TillController::canCharge() const { return prepared_ && !aside_ && session_.session() && to_pay().is_positive(); }
QString TillController::method() const { return words(to_text(method_)); }

QVariantList TillController::tenders() const {
    QVariantList list;
    for (const Tender& tender : tenders_)
        list.push_back(QVariantMap{{QStringLiteral("name"), method_words(tender.method)},
                                   {QStringLiteral("amount"), words(tender.amount)}});
    return list;
}

QVariantList TillController::notes() const {
    if (!left().is_positive()) return {};
    QVariantList list{QVariantMap{{QStringLiteral("label"), tr("Exacto")}, {QStringLiteral("amount"), bare(left())}}};
    for (const Money note : likely_notes(left()))
        list.push_back(
            QVariantMap{{QStringLiteral("label"), words(note).chopped(3)}, {QStringLiteral("amount"), bare(note)}});
    return list;
}

// Green only for an amount; what nobody hands over by intention is said beside it.
QVariantMap TillController::change() const {
    const auto typed = typed_money(received_);
    const bool nothing_typed = received_.trimmed().isEmpty();
    if (nothing_typed || !to_pay().is_positive()) return change_map(tr("Cambio"), words(Money::zero()), "quiet");
    if (!typed) return change_map(tr("Cambio"), QStringLiteral("—"), "quiet");
    const Money over = *typed - left();
    if (over.is_negative()) return change_map(tr("Falta"), words(-over), "warning");
    QVariantMap change = change_map(tr("Cambio"), words(over), "good");
    if (over > much_change) change.insert(QStringLiteral("warning"), tr("Es mucho cambio: revise lo recibido."));
    return change;
}

QString TillController::payer() const {
    return prepared_ ? words(prepared_->account.contract.customer_name) : QString();
}

QString TillController::nameNotice() const {
    return name_ == Name::sure ? QString() : tr("Código sin administración: confirme el nombre.");
}

QString TillController::laterDebts() const {
    if (!prepared_ || prepared_->account.later_debts == 0) return {};
    return tr("Se cobran los %1 adeudos más antiguos; quedan %2.")
        .arg(prepared_->account.debts.size())
        .arg(prepared_->account.later_debts);
}

void TillController::confirmName() {
    if (!prepared_ || name_ != Name::sure) return;
    name_ = Name::unconfirmed;
    Q_EMIT contractChanged();
}

// Once: the second F9 is the answer.
bool TillController::ask_whose() {
    name_ = Name::asked;
    return refuse({RefusalKind::conflict, "office.name_unconfirmed", "contract_number",
                   "Código sin administración: confirme el nombre, " + ended(prepared_->account.contract.customer_name),
                   "Si es quien paga, oprima F9 otra vez; si no, búsquelo por nombre (F2)."});
}

void TillController::setAside(bool aside) {
    if (aside == aside_) return;
    aside_ = aside;
    Q_EMIT paymentChanged();
}

// What would be lost with the payment: not what the screen put there by itself.
bool TillController::something_typed() const {
    return prepared_ && (method_ != Method::cash || !received_.trimmed().isEmpty() || !tenders_.empty() ||
                         other_amount_ || !advance_.trimmed().isEmpty() || !debts_.as_shown());
}

void TillController::lookAgain() {
    if (!prepared_) return;
    refuse({RefusalKind::conflict, "office.look_again", "",
            aside_ ? "La búsqueda ya no muestra a " + ended(prepared_->account.contract.customer_name)
                   : "El cursor está en la búsqueda.",
            aside_ ? "F5 vuelve a ese cobro; Enter abre el contrato marcado."
                   : "Revise a quién cobra, " + prepared_->account.contract.customer_name + ", y oprima F9 otra vez."});
}

void TillController::show_paid() {
    paid_.show(prepared_ ? place_.store.payments_of(prepared_->account.contract.id) : std::vector<PaymentRow>());
}

bool TillController::refuse(const Refusal& refusal) {
    problem_ = problem_of(refusal);
    Q_EMIT problemChanged();
    return false;
}

void TillController::forgive() {
    if (problem_.isEmpty()) return;
    problem_.clear();
    Q_EMIT problemChanged();
}

void TillController::reset_payment() {
    method_ = Method::cash;
    received_.clear();
    reference_.clear();
    amount_.clear();
    advance_.clear();
    other_amount_ = false;
    tenders_.clear();
    aside_ = false;
    known_card_reference_ = false;
    name_ = Name::sure;
    forgive();
}

bool TillController::openContract(const QString& contract) {
    const auto id = ContractId::parse(contract.toStdString());
    if (!id) return false;
    if (prepared_ && prepared_->account.contract.id == *id) {  // the same one: what was typed stays
        forgive();
        setAside(false);
        return true;
    }
    if (something_typed())
        return refuse({RefusalKind::conflict, "office.payment_open", "contract_number",
                       "Termine o deje (Esc) el cobro de " + ended(prepared_->account.contract.customer_name),
                       "F5 vuelve a ese cobro con lo que ya escribió."});
    auto prepared = guarded([&] { return prepare_payment(place_.office, *id); });
    if (!prepared) return refuse(prepared.refusal());
    reset_payment();
    prepared_ = std::move(prepared).value();
    debts_.show(prepared_->account, prepared_->billed_cubic_metres, to_iso(local_date(place_.clock.now())));
    show_paid();
    shown_for_.start();
    paper_.hush();
    Q_EMIT contractChanged();
    Q_EMIT paymentChanged();
    return true;
}

void TillController::leaveContract() {
    prepared_.reset();
    debts_.clear();
    paid_.show({});
    reset_payment();
    Q_EMIT contractChanged();
    Q_EMIT paymentChanged();
}

void TillController::setReceived(const QString& text) {
    if (text == received_) return;
    received_ = text;
    forgive();
    Q_EMIT paymentChanged();
}

void TillController::setReference(const QString& text) {
    if (text == reference_) return;
    reference_ = text;
    known_card_reference_ = false;
    forgive();
    Q_EMIT paymentChanged();
}

void TillController::setAmount(const QString& text) {
    if (text == amount_) return;
    amount_ = text;
    forgive();
    Q_EMIT paymentChanged();
}

void TillController::setAdvance(const QString& text) {
    if (text == advance_) return;
    advance_ = text;
    forgive();
    Q_EMIT paymentChanged();
}

// What was typed in one way of paying is put aside when it does not suffice and another way is chosen.
void TillController::setMethod(const QString& text) {
    const auto wanted = parse_method(text.toStdString());
    if (!wanted || *wanted == method_ || !prepared_) return;
    const auto typed = typed_money(received_);
    const bool complete = method_ == Method::cash || !reference_.trimmed().isEmpty();
    if (typed && typed->is_positive() && *typed < left() && complete && tenders_.size() + 2 < most_tenders)
        tenders_.push_back({method_, *typed, reference_.trimmed().toStdString()});
    method_ = *wanted;
    reference_.clear();
    received_ = method_ == Method::cash ? QString() : bare(left());
    forgive();
    Q_EMIT paymentChanged();
}

void TillController::removeTender(int row) {
    if (row < 0 || row >= static_cast<int>(tenders_.size())) return;
    tenders_.erase(tenders_.begin() + row);
    Q_EMIT paymentChanged();
}

void TillController::toggleOtherAmount() {
    if (!prepared_) return;
    other_amount_ = !other_amount_;
    amount_ = other_amount_ ? bare(debts_.chosen_sum()) : QString();
    forgive();
    Q_EMIT paymentChanged();
}

void TillController::tidyReceived() {
    const auto typed = typed_money(received_);
    if (typed && typed->is_positive()) setReceived(bare(*typed));
}

// What the screen asks for as one payment; none when one of the amounts cannot be read, and then that field is told.
std::optional<PaymentWish> TillController::wish() {
    PaymentWish wish;
    wish.invoices = debts_.chosen();
    const auto amount = other_amount_ ? typed_money(amount_) : std::optional(debts_.chosen_sum());
    const auto advance = debts_.advance_chosen() ? typed_money(advance_) : std::optional(Money::zero());
    const auto received = typed_money(received_);
    if (!amount || !advance || !received) {
        refuse(not_an_amount(!amount ? "amount_centavos" : !advance ? "advance_centavos" : "received_centavos"));
        return std::nullopt;
    }
    wish.to_debts = *amount;
    wish.advance = *advance;
    wish.received = tenders_;
    if (received->is_positive() || tenders_.empty())
        wish.received.push_back(
            {method_, *received, method_ == Method::cash ? std::string() : reference_.trimmed().toStdString()});
    return wish;
}

bool TillController::charge() {
    if (!canCharge() || shown_for_.elapsed() < deaf_ms) return false;
    if (name_ == Name::unconfirmed) return ask_whose();
    auto asked = wish();
    if (!asked) return false;
    const TakePayment request{prepared_->id, session_.session()->id, prepared_->account.contract.id, std::move(*asked),
                              known_card_reference_};
    const auto taken = guarded([&] { return take_payment(place_.office, request); });
    if (!taken) {
        known_card_reference_ = taken.refusal().code == "payments.card_reference_used";  // said once
        return refuse(taken.refusal());
    }
    place_.link.wake();
    leaveContract();
    paper_.print_receipt(taken->payment, taken->print_job);  // on its own thread: a slow printer delays nobody
    Q_EMIT charged();
    return true;
}

void TillController::receiveExactly() {
    if (prepared_ && left().is_positive()) setReceived(bare(left()));
}

void TillController::receiveNote(int index) {
    const QVariantList offered = notes();
    if (index < 0 || index >= offered.size()) return;
    setReceived(offered.at(index).toMap().value(QStringLiteral("amount")).toString());
}

QString TillController::explainedInvoice() const {
    if (!prepared_) return {};
    const auto id = place_.store.latest_invoice(prepared_->account.contract.id);
    return id ? words(id->to_string()) : QString();
}

void TillController::refresh() {
    if (!prepared_) return;
    const auto account = account_of(place_.office, prepared_->account.contract.id);
    if (!account || account->owed == prepared_->account.owed) return;  // what the person chose and typed stays
    prepared_->account = *account;
    debts_.show(*account, prepared_->billed_cubic_metres, to_iso(local_date(place_.clock.now())));
    Q_EMIT contractChanged();
    Q_EMIT paymentChanged();
}

}  // namespace aquacis::office
