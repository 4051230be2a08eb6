#pragma once
// Who is at the till and in which part of the day: sign in, open, till, close.

#include <QObject>
#include <QVariantList>

#include "field-app/viewmodels/count_model.hpp"
#include "field-app/viewmodels/workplace.hpp"

namespace aquacis::office {

class SessionController : public QObject {
    Q_OBJECT
    Q_PROPERTY(QString screen READ screen NOTIFY changed)           // signin | open | till | close | closed
    Q_PROPERTY(QVariantList cashiers READ cashiers NOTIFY changed)  // {id, name, role}
    Q_PROPERTY(QString cashierName READ cashierName NOTIFY changed)
    Q_PROPERTY(QString number READ number NOTIFY changed)
    Q_PROPERTY(QString openedAt READ openedAt NOTIFY changed)
    Q_PROPERTY(QString place READ place CONSTANT)  // "Caja 03 · Centro"
    Q_PROPERTY(QString administration READ administration CONSTANT)
    Q_PROPERTY(QVariantMap problem READ problem NOTIFY problemChanged)  // {field, text}
    Q_PROPERTY(aquacis::office::CountModel* counts READ counts CONSTANT)
    Q_PROPERTY(QVariantMap result READ result NOTIFY
                   changed)  // of the close: {counted, expected, difference, tone, payments, totals}
public:
    explicit SessionController(Workplace& place, QObject* parent = nullptr);

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
    const std::optional<CashSession>& session() const { return session_; }

    Q_INVOKABLE bool signIn(const QString& cashier, const QString& pin);
    Q_INVOKABLE bool openTill(const QString& opening_float);
    Q_INVOKABLE void lock();
    Q_INVOKABLE void beginClose();
    Q_INVOKABLE void cancelClose();
    Q_INVOKABLE bool close();
    Q_INVOKABLE void refresh();

Q_SIGNALS:
    void changed();
    void problemChanged();

private:
    void go(const char* screen);
    bool refuse(const Refusal& refusal);
    void forgive();

    Workplace& place_;
    QString screen_ = QStringLiteral("signin");
    std::optional<Cashier> cashier_;
    std::optional<CashSession> session_;
    CountModel counts_;
    QVariantList last_cashiers_;
    QVariantMap problem_;
    QVariantMap result_;
};

}  // namespace aquacis::office
