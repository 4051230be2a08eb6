#pragma once
// The one job of the till screen: a contract is opened, money is handed over, F9 takes it.

#include <QElapsedTimer>
#include <QObject>
#include <QVariantList>

#include "field-app/core/domain/payment_plan.hpp"
#include "field-app/core/use_cases/account_of.hpp"
#include "field-app/viewmodels/debt_model.hpp"
#include "field-app/viewmodels/paper_controller.hpp"
#include "field-app/viewmodels/payment_list.hpp"
#include "field-app/viewmodels/session_controller.hpp"

namespace aquacis::office {

class TillController : public QObject {
    Q_OBJECT
    Q_PROPERTY(bool open READ open NOTIFY contractChanged)
    Q_PROPERTY(QVariantMap contract READ contract NOTIFY
                   contractChanged)  // {id, name, address, service, number, zone, notice, credit, asOf}
    Q_PROPERTY(QVariantList consumption READ consumption NOTIFY contractChanged)  // {label, amount, share, last}
    Q_PROPERTY(QString averageUse READ averageUse NOTIFY contractChanged)
    Q_PROPERTY(aquacis::office::DebtModel* debts READ debts CONSTANT)
    Q_PROPERTY(QString dueTitle READ dueTitle NOTIFY paymentChanged)
    Q_PROPERTY(QString due READ due NOTIFY paymentChanged)
    Q_PROPERTY(bool canCharge READ canCharge NOTIFY paymentChanged)
    Q_PROPERTY(QString method READ method NOTIFY paymentChanged)  // cash | card | transfer | cheque
    Q_PROPERTY(QString received READ received WRITE setReceived NOTIFY paymentChanged)
    Q_PROPERTY(QString reference READ reference WRITE setReference NOTIFY paymentChanged)
    Q_PROPERTY(
        QVariantList tenders READ tenders NOTIFY paymentChanged)      // put aside before the last one: {name, amount}
    Q_PROPERTY(QVariantList notes READ notes NOTIFY paymentChanged)   // {label, amount}
    Q_PROPERTY(QVariantMap change READ change NOTIFY paymentChanged)  // {title, amount, tone}
    Q_PROPERTY(bool otherAmount READ otherAmount NOTIFY paymentChanged)
    Q_PROPERTY(QString amount READ amount WRITE setAmount NOTIFY paymentChanged)  // the other amount, as typed
    Q_PROPERTY(bool advanceChosen READ advanceChosen NOTIFY paymentChanged)
    Q_PROPERTY(QString advance READ advance WRITE setAdvance NOTIFY paymentChanged)
    Q_PROPERTY(QVariantMap problem READ problem NOTIFY problemChanged)      // {field, text}
    Q_PROPERTY(bool aside READ aside WRITE setAside NOTIFY paymentChanged)  // the search shows something else: F9 waits
    Q_PROPERTY(QString payer READ payer NOTIFY contractChanged)             // whom F9 charges
    Q_PROPERTY(QString nameNotice READ nameNotice NOTIFY contractChanged)   // why their name is to be confirmed
    Q_PROPERTY(QString laterDebts READ laterDebts NOTIFY contractChanged)   // that one payment cannot name them all
    Q_PROPERTY(aquacis::office::PaymentList* paid READ paid CONSTANT)       // the contract's last five at this till
public:
    TillController(Workplace& place, SessionController& session, PaperController& paper, QObject* parent = nullptr);

    bool open() const { return prepared_.has_value(); }
    QVariantMap contract() const;
    QVariantList consumption() const;
    QString averageUse() const;
    DebtModel* debts() { return &debts_; }
    QString dueTitle() const;
    QString due() const;
    bool canCharge() const;
    QString method() const;
    QString received() const { return received_; }
    void setReceived(const QString& text);
    QString reference() const { return reference_; }
    void setReference(const QString& text);
    QVariantList tenders() const;
    QVariantList notes() const;
    QVariantMap change() const;
    bool otherAmount() const { return other_amount_; }
    QString amount() const { return amount_; }
    void setAmount(const QString& text);
    bool advanceChosen() const { return debts_.advance_chosen(); }
    QString advance() const { return advance_; }
    void setAdvance(const QString& text);
    QVariantMap problem() const { return problem_; }
    bool aside() const { return aside_; }
    void setAside(bool aside);
    QString payer() const;
    QString nameNotice() const;
    QString laterDebts() const;
    PaymentList* paid() { return &paid_; }

    // Refuses to take the place of a payment in which something was typed.
    Q_INVOKABLE bool openContract(const QString& contract);
    Q_INVOKABLE void confirmName();  // what opened it names no administration: F9 first asks whose it is
    Q_INVOKABLE void leaveContract();
    Q_INVOKABLE void setMethod(const QString& method);
    Q_INVOKABLE void removeTender(int row);
    Q_INVOKABLE void toggleOtherAmount();
    Q_INVOKABLE void tidyReceived();               // "1500" becomes "1,500.00"
    Q_INVOKABLE bool charge();                     // F9: ignored for 400 ms after the contract appeared
    Q_INVOKABLE void receiveExactly();             // what is still to be paid, in this way of paying
    Q_INVOKABLE void receiveNote(int index);       // of `notes`
    Q_INVOKABLE void lookAgain();                  // F9 with the cursor in the search: says what to do
    Q_INVOKABLE QString explainedInvoice() const;  // the newest receipt's id; empty when there is none
    Q_INVOKABLE void refresh();                    // the feed brought something

    static constexpr int deaf_ms = 400;

Q_SIGNALS:
    void contractChanged();
    void paymentChanged();
    void problemChanged();
    void charged();

private:
    bool refuse(const Refusal& refusal);
    void forgive();
    QString age_of(const Account& account) const;  // when the server said so
    void reset_payment();
    Money to_debts() const;
    Money to_pay() const;
    Money set_aside() const;
    Money left() const { return to_pay() - set_aside(); }
    std::optional<PaymentWish> wish();
    bool something_typed() const;
    bool ask_whose();
    void show_paid();

    Workplace& place_;
    SessionController& session_;
    PaperController& paper_;
    PaymentList paid_;
    DebtModel debts_;
    std::optional<PreparedPayment> prepared_;
    QElapsedTimer shown_for_;
    Method method_ = Method::cash;
    QString received_;
    QString reference_;
    QString amount_;
    QString advance_;
    bool other_amount_ = false;
    std::vector<Tender> tenders_;
    bool aside_ = false;
    bool known_card_reference_ = false;
    enum class Name { sure, unconfirmed, asked };
    Name name_ = Name::sure;
    QVariantMap problem_;
};

}  // namespace aquacis::office
