#pragma once
// Everything that this till puts on paper, and what became of it: receipts, copies, cancellations, the corte, the
// drawer.

#include <QObject>
#include <QVariantMap>

#include "field-app/core/use_cases/close_session.hpp"
#include "field-app/core/use_cases/reprint.hpp"
#include "field-app/viewmodels/print_queue.hpp"
#include "field-app/viewmodels/workplace.hpp"

namespace aquacis::office {

class PaperController : public QObject {
    Q_OBJECT
    // The payment that F12 prints again: {folio, amount, change, name, paper: waiting | sent | doubtful, copy,
    // cancelled}
    Q_PROPERTY(QVariantMap last READ last NOTIFY changed)
    Q_PROPERTY(
        QString trouble READ trouble NOTIFY changed)  // of the printer, until a paper comes out: "Impresora sin papel"
    Q_PROPERTY(int doubtful READ doubtful NOTIFY changed)      // payments whose paper may not have come out
    Q_PROPERTY(QVariantMap said READ said NOTIFY saidChanged)  // what the last key did: {text, tone}
public:
    explicit PaperController(Workplace& place, QObject* parent = nullptr);

    QVariantMap last() const { return last_; }
    QString trouble() const { return trouble_; }
    int doubtful() const;
    QVariantMap said() const { return said_; }

    void print_receipt(const StoredPayment& payment, const PrintJob& job);
    void print_cancellation(const Receipt& receipt);  // two copies
    void print_close(const CloseSlip& slip);          // two copies
    Q_INVOKABLE void reprintLast();                   // F12
    Q_INVOKABLE void reprint(const QString& folio);   // "QRO-C03-004512", its number, or "corte 118"
    Q_INVOKABLE void openDrawer(const QString& reason);
    Q_INVOKABLE void settle(const QString& folio);  // a person has the paper in the hand
    Q_INVOKABLE void forgetLast();                  // the next shift does not begin with this one's change
    Q_INVOKABLE void hush();                        // what was said has been read

Q_SIGNALS:
    void changed();
    void saidChanged();

private:
    struct Document {
        std::vector<ReceiptLine> lines;
        QString file;  // where there is no printer: a PDF of this name
        bool open_drawer = false;
    };
    bool put(Document document, PrintQueue::Then then);
    void show_last(const StoredPayment& payment);
    void say(const QString& text, const char* tone);
    void paper_done(const PrintJob& job, const Receipt& receipt, Sent sent);
    void two_copies_done(Sent sent, const QString& what);
    void note_printer(Sent sent);
    QString trouble_of(Sent sent) const;

    Workplace& place_;
    PaymentId last_payment_{};
    QVariantMap last_;
    QVariantMap said_;
    QString trouble_;
    PrintQueue queue_;  // last: its thread ends before what it speaks to
};

}  // namespace aquacis::office
