#pragma once
// The blind count: one row a denomination, how many pieces of it.

#include <QAbstractListModel>

#include "field-app/core/use_cases/close_session.hpp"

namespace aquacis::office {

class CountModel : public QAbstractListModel {
    Q_OBJECT
    Q_PROPERTY(QString total READ total NOTIFY counted)
public:
    enum Role { LabelRole = Qt::UserRole + 1, KindRole, PiecesRole, AmountRole, WrongRole };
    explicit CountModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    Q_INVOKABLE void setPieces(int row, const QString& text);
    void clear();
    QString total() const;
    bool nothing_typed() const;
    std::optional<std::vector<CashCount>> counts() const;  // nothing when a row is not a number

Q_SIGNALS:
    void counted();

private:
    std::optional<int> pieces(std::size_t row) const;
    std::vector<Money> denominations_;
    std::vector<QString> typed_;
};

}  // namespace aquacis::office
