#pragma once
// Payments of this till as a list: of the shift, of one contract, or those whose paper nobody knows to have come out.

#include <QAbstractListModel>

#include "field-app/viewmodels/workplace.hpp"

namespace aquacis::office {

class PaymentList : public QAbstractListModel {
    Q_OBJECT
    Q_PROPERTY(int count READ rows NOTIFY shown)
public:
    enum Role {
        FolioRole = Qt::UserRole + 1,
        TimeRole,
        NumberRole,
        NameRole,
        AmountRole,
        MethodsRole,
        StateRole,  // "cancelled" | "doubtful" | ""
        StateTextRole
    };
    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    void show(std::vector<PaymentRow> payments);
    int rows() const { return rowCount(); }
    std::optional<PaymentRow> at(int row) const;
    Q_INVOKABLE QVariantMap row(int index) const;  // {folio, number, name, amount, state}; empty outside the list

Q_SIGNALS:
    void shown();

private:
    std::vector<PaymentRow> payments_;
};

}  // namespace aquacis::office
