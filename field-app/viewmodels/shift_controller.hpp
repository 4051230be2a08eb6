#pragma once
// What was taken in this shift: the count and the last folio, its payments as a list, and a payment undone with a
// second person. The cash is not here: it is counted blind.

#include <QObject>
#include <QVariantList>

#include "field-app/viewmodels/paper_controller.hpp"
#include "field-app/viewmodels/payment_list.hpp"
#include "field-app/viewmodels/session_controller.hpp"

namespace aquacis::office {

class ShiftController : public QObject {
    Q_OBJECT
    Q_PROPERTY(int payments READ payments NOTIFY changed)  // without those that were cancelled
    Q_PROPERTY(QString lastFolio READ lastFolio NOTIFY changed)
    Q_PROPERTY(aquacis::office::PaymentList* list READ list CONSTANT)
    Q_PROPERTY(bool doubtful READ doubtful NOTIFY listed)                // the list is of doubtful papers
    Q_PROPERTY(QVariantList supervisors READ supervisors NOTIFY listed)  // {id, name}: who may authorize
    Q_PROPERTY(QVariantMap problem READ problem NOTIFY problemChanged)   // {field, text}
public:
    ShiftController(Workplace& place, SessionController& session, PaperController& paper, QObject* parent = nullptr);

    int payments() const;
    QString lastFolio() const;
    PaymentList* list() { return &list_; }
    bool doubtful() const { return doubtful_; }
    QVariantList supervisors() const;
    QVariantMap problem() const { return problem_; }

    Q_INVOKABLE void showShift();
    Q_INVOKABLE void showDoubtful();
    Q_INVOKABLE bool cancel(const QVariantMap& request);  // {folio, reason, supervisor, pin}
    Q_INVOKABLE void forgive();
    void refresh();

Q_SIGNALS:
    void changed();
    void listed();
    void problemChanged();
    void cancelled();

private:
    bool refuse(const Refusal& refusal);

    Workplace& place_;
    SessionController& session_;
    PaperController& paper_;
    PaymentList list_;
    bool doubtful_ = false;
    QVariantMap problem_;
};

}  // namespace aquacis::office
