#include "field-app/viewmodels/payment_list.hpp"

#include <QVariantMap>

#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {
namespace {

QString methods_of(const PaymentRow& payment) {
    QStringList names;
    for (const Method method : payment.methods)
        names.push_back(method_words(method).toLower());
    return names.join(QStringLiteral(", "));
}

}  // namespace

int PaymentList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(payments_.size());
}

QHash<int, QByteArray> PaymentList::roleNames() const {
    return {{FolioRole, "folio"},   {TimeRole, "time"},       {NumberRole, "number"}, {NameRole, "name"},
            {AmountRole, "amount"}, {MethodsRole, "methods"}, {StateRole, "state"},   {StateTextRole, "stateText"}};
}

// What each role of a payment's row shows; a cancellation hides the doubt about its paper.
QVariant PaymentList::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const PaymentRow& payment = payments_.at(static_cast<std::size_t>(index.row()));
    switch (role) {
        case Qt::DisplayRole:
        case FolioRole:
            return words(payment.folio.text());
        case TimeRole:
            return short_date(to_iso(local_date(payment.taken_at))) + u' ' + clock_time(payment.taken_at);
        case NumberRole:
            return words(payment.contract_number);
        case NameRole:
            return words(payment.customer_name);
        case AmountRole:
            return words(payment.amount);
        case MethodsRole:
            return methods_of(payment);
        case StateRole:
            return payment.cancelled                   ? QStringLiteral("cancelled")
                   : payment.print_state == "doubtful" ? QStringLiteral("doubtful")
                                                       : QString();
        case StateTextRole:
            return payment.cancelled                   ? tr("CANCELADO")
                   : payment.print_state == "doubtful" ? tr("papel dudoso")
                                                       : QString();
        default:
            return {};
    }
}

void PaymentList::show(std::vector<PaymentRow> payments) {
    beginResetModel();
    payments_ = std::move(payments);
    endResetModel();
    Q_EMIT shown();
}

std::optional<PaymentRow> PaymentList::at(int row) const {
    if (row < 0 || row >= rowCount()) return std::nullopt;
    return payments_.at(static_cast<std::size_t>(row));
}

QVariantMap PaymentList::row(int index) const {
    if (!at(index)) return {};
    const QModelIndex place = this->index(index);
    return {{QStringLiteral("folio"), data(place, FolioRole)},     {QStringLiteral("number"), data(place, NumberRole)},
            {QStringLiteral("name"), data(place, NameRole)},       {QStringLiteral("amount"), data(place, AmountRole)},
            {QStringLiteral("methods"), data(place, MethodsRole)}, {QStringLiteral("state"), data(place, StateRole)}};
}

}  // namespace aquacis::office
