#pragma once
// Every key of the till, once: the shortcuts, the hints on the screens, the help and their test are made from it.
// No bare letter or digit is a command: scanners type those.

#include <QObject>
#include <QVariantList>

#include <span>

namespace aquacis::office {

struct KeyRow {
    const char* id;     // "charge"
    const char* keys;   // "F9", as QKeySequence reads it
    const char* shown;  // "F9", as the person reads it
    const char* text;   // what it does, Spanish
    const char* group;  // of the help
    bool shortcut;      // false: the focused control handles it
};

std::span<const KeyRow> key_rows();

// Installed on the application it sees every key before the focused control does: a text field's own Ctrl+K never wins.
class KeyTable : public QObject {
    Q_OBJECT
    Q_PROPERTY(QVariantList rows READ rows CONSTANT)  // {id, keys, shown, text, group, shortcut}
public:
    using QObject::QObject;
    QVariantList rows() const;
    Q_INVOKABLE QString shown(const QString& id) const;
    Q_INVOKABLE QString text(const QString& id) const;

Q_SIGNALS:
    void pressed(const QString& id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

}  // namespace aquacis::office
