#pragma once
// A barcode scanner types: at least 6 characters (or a contract's number) no more than 35 ms apart, then Enter or Tab.
// Whatever has the focus gets back the text it had, and the code goes to the one who handles scans.

#include <QObject>
#include <QPointer>
#include <QVariant>

#include <optional>

namespace aquacis::field {

class ScanFilter : public QObject {
    Q_OBJECT
    Q_PROPERTY(bool active MEMBER active_)  // where nobody handles scans, what is typed is typed
public:
    static constexpr int least_characters = 6;
    static constexpr int most_apart_ms = 35;
    using QObject::QObject;

Q_SIGNALS:
    void scanned(const QString& code);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool ends_scan(QObject* focus, bool in_time);
    void give_back(QObject* focus) const;

    bool active_ = true;
    std::optional<quint64> last_ms_;  // by the keys' own time: a busy window does not slow a scanner down
    QString burst_;
    QPointer<QObject> focus_;
    QVariant text_before_;
};

}  // namespace aquacis::field
