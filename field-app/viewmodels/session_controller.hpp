#pragma once
// Who is at the till and in which part of the day: sign in, open, till, close.

#include <QObject>
#include <QVariantList>

#include "field-app/viewmodels/count_model.hpp"
#include "field-app/viewmodels/paper_controller.hpp"
#include "field-app/viewmodels/workplace.hpp"

namespace aquacis::office {

class SessionController : public QObject {
    Q_OBJECT
    Q_PROPERTY(QString screen READ screen NOTIFY changed)           // signin | open | till | close | closed
    Q_PROPERTY(QVariantList cashiers READ cashiers NOTIFY changed)  // {id, name, role, open: their shift is}
    Q_PROPERTY(QString cashierName READ cashierName NOTIFY changed)
    Q_PROPERTY(QString number READ number NOTIFY changed)
    Q_PROPERTY(QString openedAt READ openedAt NOTIFY changed)
    Q_PROPERTY(QString place READ place CONSTANT)  // "Caja 03 · Centro"
    Q_PROPERTY(QString administration READ administration CONSTANT)
    Q_PROPERTY(QVariantMap problem READ problem NOTIFY problemChanged)  // {field, text}
    Q_PROPERTY(aquacis::office::CountModel* counts READ counts CONSTANT)
    Q_PROPERTY(QVariantMap result READ result NOTIFY
                   changed)  // of the close: {counted, expected, difference, tone, payments, totals}
    // The close: "" while counting; "empty" once it was refused without a piece; "sure" while the total is confirmed.
    Q_PROPERTY(QString asking READ asking NOTIFY changed)
    Q_PROPERTY(QString said READ said NOTIFY changed)      // the counted total in words
    Q_PROPERTY(QString absent READ absent NOTIFY changed)  // whose shift a supervisor closes; empty: one's own
public:
    SessionController(Workplace& place, PaperController& paper, QObject* parent = nullptr);

    QString screen() const { return screen_; }
    QVariantList cashiers() const;
    QString cashierName() const;
    QString number() const;
    QString openedAt() const;
    QString place() const;
    QString administration() const;
    QVariantMap problem() const { return problem_; }
    CountModel* counts() { return &counts_; }
    QVariantMap result() const { return result_; }
    QString asking() const { return asking_; }
    QString said() const;
    QString absent() const { return absent_ ? words_of_absent() : QString(); }
    const std::optional<CashSession>& session() const { return session_; }

    Q_INVOKABLE bool signIn(const QString& cashier, const QString& pin);
    Q_INVOKABLE bool openTill(const QString& opening_float);
    Q_INVOKABLE void lock();
    Q_INVOKABLE void beginClose();
    Q_INVOKABLE void cancelClose();   // the count stays for the next time
    Q_INVOKABLE void countAgain();    // from the confirmation back to the count
    Q_INVOKABLE bool close();         // asks for the total to be confirmed
    Q_INVOKABLE bool confirmClose();  // closes
    Q_INVOKABLE void reprintClose();
    Q_INVOKABLE void refresh();

Q_SIGNALS:
    void changed();
    void problemChanged();
    void left();  // locked or closed: the next person finds nothing of this one's

private:
    void go(const char* screen);
    bool refuse(const Refusal& refusal);
    void forgive();
    QString words_of_absent() const;
    const std::optional<CashSession>& closing() const { return absent_ ? absent_ : session_; }
    void show_result(const ClosedSession& closed);

    Workplace& place_;
    PaperController& paper_;
    QString screen_ = QStringLiteral("signin");
    std::optional<Cashier> cashier_;
    std::optional<CashSession> session_;
    std::optional<CashSession> absent_;
    CashSessionId counted_for_{};  // whose count it is that was begun
    std::int64_t closed_number_ = 0;
    QString asking_;
    CountModel counts_;
    QVariantList last_cashiers_;
    QVariantMap problem_;
    QVariantMap result_;
};

}  // namespace aquacis::office
