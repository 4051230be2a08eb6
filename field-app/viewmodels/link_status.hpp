#pragma once
// The state of the link in words and counts, and the time of day. Offline is a normal state.

#include <QObject>
#include <QTimer>
#include <QVariantList>

#include "field-app/viewmodels/workplace.hpp"

namespace aquacis::office {

class LinkStatus : public QObject {
    Q_OBJECT
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(QString tone READ tone NOTIFY changed)  // "good" | "warning" | "bad"
    Q_PROPERTY(int unsent READ unsent NOTIFY changed)  // operations that have not left this machine
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QString renewal READ renewal NOTIFY changed)  // what is shown is older, a new copy comes; empty: not so
    Q_PROPERTY(QString time READ time NOTIFY ticked)
    Q_PROPERTY(int attention READ attention NOTIFY changed)  // operations that the server did not plainly accept
    Q_PROPERTY(
        QVariantList notices READ notices NOTIFY changed)  // of those: {seq, what, when, verdict, reason, remedy}
public:
    explicit LinkStatus(Workplace& place, QObject* parent = nullptr);
    ~LinkStatus() override;
    QString text() const { return text_; }
    QString tone() const { return tone_; }
    QString problem() const { return problem_; }
    QString renewal() const { return renewal_; }
    QString time() const;
    int unsent() const;  // as it is now, not as it was at the last tick
    int attention() const { return attention_; }
    QVariantList notices() const;
    Q_INVOKABLE void dismiss(int seq);  // the person has read it
    void refresh();

Q_SIGNALS:
    void changed();
    void ticked();
    void heard();  // from the server, whatever it was
    void fed();    // the feed brought something: what is shown may be out of date

private:
    QString waiting() const;
    QString renewal_now() const;
    QString folio_of(const std::string& payment_id) const;
    Workplace& place_;
    QTimer timer_;
    QString text_;
    QString tone_;
    QString problem_;
    QString renewal_;
    int attention_ = 0;
    int unsent_ = 0;
    std::optional<Instant> last_feed_;
};

}  // namespace aquacis::office
