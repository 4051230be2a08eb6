#pragma once
// The receipts that a contract owes, each to be chosen or not, and the row of the advance.

#include <QAbstractListModel>

#include <map>

#include "field-app/core/domain/account.hpp"

namespace aquacis::office {

class DebtModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        KindRole = Qt::UserRole + 1,
        ChosenRole,
        TitleRole,
        DueRole,
        OverdueRole,
        UseRole,
        IssuedRole,
        SurchargeRole,
        TotalRole,
        InvoiceRole
    };
    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    using Billed = std::map<InvoiceId, std::int64_t>;                            // m³, where it is known
    void show(const Account& account, Billed billed, const std::string& today);  // every debt chosen, no advance
    void clear();
    Q_INVOKABLE void toggle(int row);

    std::vector<InvoiceId> chosen() const;
    Money chosen_sum() const;
    bool advance_chosen() const { return advance_; }
    bool as_shown() const;  // nobody chose otherwise than the screen did
    int overdue() const;

Q_SIGNALS:
    void chosenChanged();

private:
    QVariant debt_data(std::size_t row, int role) const;
    bool is_overdue(const Debt& debt) const { return debt.due_date < today_; }

    std::vector<Debt> debts_;
    Billed billed_;
    std::vector<bool> chosen_;
    bool shown_ = false;
    bool advance_ = false;
    std::string today_;
};

}  // namespace aquacis::office
