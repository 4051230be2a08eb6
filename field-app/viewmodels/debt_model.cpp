#include "field-app/viewmodels/debt_model.hpp"

#include <algorithm>

#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {

int DebtModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !shown_ ? 0 : static_cast<int>(debts_.size()) + 1;
}

QHash<int, QByteArray> DebtModel::roleNames() const {
    return {{KindRole, "kind"},       {ChosenRole, "chosen"},  {TitleRole, "title"},   {DueRole, "due"},
            {OverdueRole, "overdue"}, {UseRole, "use"},        {IssuedRole, "issued"}, {SurchargeRole, "surcharge"},
            {TotalRole, "total"},     {InvoiceRole, "invoice"}};
}

// What each role of a bill's row shows; of a bill that was paid in part, the rest.
QVariant DebtModel::debt_data(std::size_t row, int role) const {
    const Debt& debt = debts_[row];
    switch (role) {
        case KindRole:
            return QStringLiteral("debt");
        case ChosenRole:
            return static_cast<bool>(chosen_[row]);
        case Qt::DisplayRole:
        case TitleRole:
            return period_words(debt.period);
        case DueRole:
            return is_overdue(debt) ? tr("%1, vencido").arg(short_date(debt.due_date)) : short_date(debt.due_date);
        case OverdueRole:
            return is_overdue(debt);
        case UseRole: {
            if (debt.payable() != debt.total) return QString();  // the rest of a bill is not its water
            const auto billed = billed_.find(debt.invoice);
            return (billed == billed_.end() ? cubic_metres(debt.consumed_litres) : grouped(billed->second)) +
                   QStringLiteral(" m³");
        }
        case IssuedRole:
            return debt.payable() == debt.total ? bare(debt.issued) : tr("resto de %1").arg(bare(debt.total));
        case SurchargeRole:
            return bare(debt.surcharge);
        case TotalRole:
            return bare(debt.payable());
        case InvoiceRole:
            return words(debt.invoice.to_string());
        default:
            return {};
    }
}

// The bills' rows, and after them the one for an advance, which has only some of the roles.
QVariant DebtModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto row = static_cast<std::size_t>(index.row());
    if (row < debts_.size()) return debt_data(row, role);
    switch (role) {
        case KindRole:
            return QStringLiteral("advance");
        case ChosenRole:
            return advance_;
        case Qt::DisplayRole:
        case TitleRole:
            return tr("Anticipo");
        case DueRole:
            return tr("se abona al próximo recibo");
        case OverdueRole:
            return false;
        default:
            return QString();
    }
}

void DebtModel::show(const Account& account, Billed billed, const std::string& today) {
    beginResetModel();
    debts_ = account.debts;
    billed_ = std::move(billed);
    chosen_.assign(debts_.size(), true);
    advance_ = false;
    shown_ = true;
    today_ = today;
    endResetModel();
    Q_EMIT chosenChanged();
}

void DebtModel::clear() {
    beginResetModel();
    debts_.clear();
    chosen_.clear();
    advance_ = false;
    shown_ = false;
    endResetModel();
    Q_EMIT chosenChanged();
}

void DebtModel::toggle(int row) {
    if (row < 0 || row >= rowCount()) return;
    const auto at = static_cast<std::size_t>(row);
    if (at == debts_.size())
        advance_ = !advance_;
    else
        chosen_[at] = !chosen_[at];
    Q_EMIT dataChanged(index(row), index(row), {ChosenRole});
    Q_EMIT chosenChanged();
}

std::vector<InvoiceId> DebtModel::chosen() const {
    std::vector<InvoiceId> ids;
    for (std::size_t i = 0; i < debts_.size(); ++i)
        if (chosen_[i]) ids.push_back(debts_[i].invoice);
    return ids;
}

Money DebtModel::chosen_sum() const {
    Money sum;
    for (std::size_t i = 0; i < debts_.size(); ++i)
        if (chosen_[i]) sum += debts_[i].payable();
    return sum;
}

bool DebtModel::as_shown() const {
    return !advance_ && std::all_of(chosen_.begin(), chosen_.end(), [](bool chosen) { return chosen; });
}

int DebtModel::overdue() const {
    return static_cast<int>(
        std::count_if(debts_.begin(), debts_.end(), [this](const Debt& debt) { return is_overdue(debt); }));
}

}  // namespace aquacis::office
