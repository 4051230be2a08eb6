#pragma once
// The bills of the contract whose bill is explained, newest first. The newest is here; an older one is asked of the
// server when it is chosen, and until it comes the one before stays on the screen.

#include <QObject>
#include <QTimer>
#include <QVariantList>

#include "field-app/viewmodels/explanation.hpp"

namespace aquacis::office {

class BillHistory : public QObject {
    Q_OBJECT
    Q_PROPERTY(QVariantList bills READ bills NOTIFY changed)  // {period, amount, note, state: shown | asked | ""}
    Q_PROPERTY(QString text READ text NOTIFY changed)         // what is asked, or why it does not come; mostly empty
    Q_PROPERTY(QString tone READ tone NOTIFY changed)         // "quiet" | "warning"
public:
    // How the server is asked; a test answers in its place.
    struct Server {
        std::function<bool()> is_there;
        std::function<void(sync::Ask)> ask;
    };
    BillHistory(Workplace& place, Explanation& explanation, QObject* parent = nullptr);
    BillHistory(Workplace& place, Explanation& explanation, Server server, QObject* parent = nullptr);

    QVariantList bills() const;
    QString text() const { return text_; }
    QString tone() const { return waiting_ == Waiting::nothing ? QStringLiteral("warning") : QStringLiteral("quiet"); }

    // Explains the contract's newest bill; false: this machine does not have it.
    Q_INVOKABLE bool open(const QString& contract, const QString& newest);
    Q_INVOKABLE void choose(int row);
    Q_INVOKABLE void step(int by);  // to the next older one, or back
    void refresh();                 // the server may have answered, or gone

    static constexpr int patience_ms = 9000;

Q_SIGNALS:
    void changed();

private:
    enum class Waiting { nothing, for_list, for_bill };
    struct Row {
        InvoiceId id;
        std::string period;
        Money total;
        bool is_reversed = false;
    };
    void ask(Waiting what, sync::Ask wish, const QString& saying);
    void end_waiting(const QString& saying);
    void read_list();
    bool refused();
    int row_of(InvoiceId invoice) const;
    bool is_here(InvoiceId invoice) const;
    void show(InvoiceId invoice);

    Workplace& place_;
    Explanation& explanation_;
    Server server_;
    QTimer patience_;
    ContractId contract_{};
    std::vector<Row> rows_;
    InvoiceId shown_{};
    InvoiceId wanted_{};
    Waiting waiting_ = Waiting::nothing;
    std::string key_;                  // of what is waited for
    std::int64_t list_number_ = 0;     // of the list that is shown
    std::int64_t refusal_number_ = 0;  // of the last one before the question
    QString text_;
};

}  // namespace aquacis::office
