#pragma once
// Why a receipt says what it says: its reading and each line, from the invoice as it was issued.

#include <QObject>
#include <QVariantList>

#include "field-app/viewmodels/workplace.hpp"

namespace aquacis::office {

class Explanation : public QObject {
    Q_OBJECT
    Q_PROPERTY(QString number READ number NOTIFY changed)
    Q_PROPERTY(QVariantList steps READ steps NOTIFY changed)   // {title, detail, amount, blocks: [{share, tone}], free}
    Q_PROPERTY(QVariantMap total READ total NOTIFY changed)    // {title, amount, due}
    Q_PROPERTY(QVariantMap reason READ reason NOTIFY changed)  // {title, text, more}
    Q_PROPERTY(QStringList proof READ proof NOTIFY changed)
    Q_PROPERTY(QString saved READ saved NOTIFY savedChanged)
public:
    explicit Explanation(Workplace& place, QObject* parent = nullptr) : QObject(parent), place_(place) {}

    QString number() const { return number_; }
    QVariantList steps() const { return steps_; }
    QVariantMap total() const { return total_; }
    QVariantMap reason() const { return reason_; }
    QStringList proof() const { return proof_; }
    QString saved() const { return saved_; }

    Q_INVOKABLE bool show(const QString& invoice);  // false: this machine does not have it
    Q_INVOKABLE void save();                        // the invoice as JSON beside the data

Q_SIGNALS:
    void changed();
    void savedChanged();

private:
    Workplace& place_;
    std::string body_;
    QString number_;
    QVariantList steps_;
    QVariantMap total_;
    QVariantMap reason_;
    QStringList proof_;
    QString saved_;
};

}  // namespace aquacis::office
