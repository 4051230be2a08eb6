#include "field-app/viewmodels/count_model.hpp"

#include <algorithm>

#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {
namespace {
constexpr Money least_note = Money::centavos(2000);
}

CountModel::CountModel(QObject* parent)
    : QAbstractListModel(parent), denominations_(denominations()), typed_(denominations_.size()) {}

int CountModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(denominations_.size());
}

QHash<int, QByteArray> CountModel::roleNames() const {
    return {
        {LabelRole, "label"}, {KindRole, "kind"}, {PiecesRole, "pieces"}, {AmountRole, "amount"}, {WrongRole, "wrong"}};
}

std::optional<int> CountModel::pieces(std::size_t row) const {
    const QString text = typed_[row].trimmed();
    if (text.isEmpty()) return 0;
    bool number = false;
    const int value = text.toInt(&number);
    return number && value >= 0 ? std::optional(value) : std::nullopt;
}

// What each column of a denomination's row shows; an amount that cannot be read counts as none and is marked.
QVariant CountModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto row = static_cast<std::size_t>(index.row());
    const auto count = pieces(row);
    switch (role) {
        case Qt::DisplayRole:
        case LabelRole:
            return words(denominations_[row]);
        case KindRole:
            return denominations_[row] >= least_note ? tr("billete") : tr("moneda");
        case PiecesRole:
            return typed_[row];
        case AmountRole:
            return words(Money::centavos(denominations_[row].centavos() * count.value_or(0)));
        case WrongRole:
            return !count.has_value();
        default:
            return {};
    }
}

void CountModel::setPieces(int row, const QString& text) {
    if (row < 0 || row >= rowCount()) return;
    typed_[static_cast<std::size_t>(row)] = text;
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT counted();
}

void CountModel::clear() {
    beginResetModel();
    typed_.assign(denominations_.size(), QString());
    endResetModel();
    Q_EMIT counted();
}

QString CountModel::total() const {
    Money sum;
    for (std::size_t i = 0; i < denominations_.size(); ++i)
        sum += Money::centavos(denominations_[i].centavos() * pieces(i).value_or(0));
    return words(sum);
}

bool CountModel::nothing_typed() const {
    return std::all_of(typed_.begin(), typed_.end(), [](const QString& text) { return text.trimmed().isEmpty(); });
}

std::optional<std::vector<CashCount>> CountModel::counts() const {
    std::vector<CashCount> all;
    for (std::size_t i = 0; i < denominations_.size(); ++i) {
        const auto count = pieces(i);
        if (!count) return std::nullopt;
        all.push_back({denominations_[i], *count});
    }
    return all;
}

}  // namespace aquacis::office
