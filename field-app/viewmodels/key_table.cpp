#include "field-app/viewmodels/key_table.hpp"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QKeySequence>
#include <QWindow>

#include <array>
#include <cassert>

namespace aquacis::office {
namespace {

constexpr std::array<KeyRow, 32> rows_{{
    {"help", "F1", "F1", QT_TRANSLATE_NOOP("Keys", "ayuda"), QT_TRANSLATE_NOOP("Keys", "Siempre"), true},
    {"search", "F2", "F2", QT_TRANSLATE_NOOP("Keys", "buscar"), QT_TRANSLATE_NOOP("Keys", "Siempre"), true},
    {"other_contract", "F3", "F3", QT_TRANSLATE_NOOP("Keys", "otro contrato"), QT_TRANSLATE_NOOP("Keys", "Cobro"),
     true},
    {"other_amount", "F4", "F4", QT_TRANSLATE_NOOP("Keys", "otro importe"), QT_TRANSLATE_NOOP("Keys", "Cobro"), true},
    {"cash", "F5", "F5", QT_TRANSLATE_NOOP("Keys", "efectivo"), QT_TRANSLATE_NOOP("Keys", "Forma de pago"), true},
    {"card", "F6", "F6", QT_TRANSLATE_NOOP("Keys", "tarjeta"), QT_TRANSLATE_NOOP("Keys", "Forma de pago"), true},
    {"cheque", "F7", "F7", QT_TRANSLATE_NOOP("Keys", "cheque"), QT_TRANSLATE_NOOP("Keys", "Forma de pago"), true},
    {"transfer", "F8", "F8", QT_TRANSLATE_NOOP("Keys", "transferencia"), QT_TRANSLATE_NOOP("Keys", "Forma de pago"),
     true},
    {"charge", "F9", "F9", QT_TRANSLATE_NOOP("Keys", "cobrar; la única tecla que cobra"),
     QT_TRANSLATE_NOOP("Keys", "Cobro"), true},
    {"notices", "F11", "F11", QT_TRANSLATE_NOOP("Keys", "avisos del servidor"), QT_TRANSLATE_NOOP("Keys", "Siempre"),
     true},
    {"reprint_last", "F12", "F12", QT_TRANSLATE_NOOP("Keys", "reimprimir"), QT_TRANSLATE_NOOP("Keys", "Comprobantes"),
     true},
    {"reprint_folio", "Ctrl+R", "Ctrl+R", QT_TRANSLATE_NOOP("Keys", "reimprimir un folio"),
     QT_TRANSLATE_NOOP("Keys", "Comprobantes"), true},
    {"payments", "Shift+F12", "Mayús+F12", QT_TRANSLATE_NOOP("Keys", "cobros del turno; otra vez, papeles dudosos"),
     QT_TRANSLATE_NOOP("Keys", "Comprobantes"), true},
    {"settle", "Ctrl+P", "Ctrl+P", QT_TRANSLATE_NOOP("Keys", "el papel sí salió"),
     QT_TRANSLATE_NOOP("Keys", "Comprobantes"), true},
    {"cancel_payment", "Ctrl+Backspace", "Ctrl+Retroceso",
     QT_TRANSLATE_NOOP("Keys", "cancelar el cobro marcado en la lista, con un supervisor"),
     QT_TRANSLATE_NOOP("Keys", "Comprobantes"), true},
    {"explain", "Ctrl+E", "Ctrl+E", QT_TRANSLATE_NOOP("Keys", "explicar"), QT_TRANSLATE_NOOP("Keys", "Cobro"), true},
    {"older_bill", "PgDown", "AvPág", QT_TRANSLATE_NOOP("Keys", "recibo anterior, en la explicación"),
     QT_TRANSLATE_NOOP("Keys", "Cobro"), false},
    {"newer_bill", "PgUp", "RePág", QT_TRANSLATE_NOOP("Keys", "recibo más nuevo, en la explicación"),
     QT_TRANSLATE_NOOP("Keys", "Cobro"), false},
    {"drawer", "Ctrl+O", "Ctrl+O", QT_TRANSLATE_NOOP("Keys", "abrir cajón"), QT_TRANSLATE_NOOP("Keys", "Turno"), true},
    {"close_till", "Ctrl+K", "Ctrl+K", QT_TRANSLATE_NOOP("Keys", "corte de caja"), QT_TRANSLATE_NOOP("Keys", "Turno"),
     true},
    {"lock", "Ctrl+L", "Ctrl+L", QT_TRANSLATE_NOOP("Keys", "bloquear la caja"), QT_TRANSLATE_NOOP("Keys", "Turno"),
     true},
    {"back", "Esc", "Esc", QT_TRANSLATE_NOOP("Keys", "volver"), QT_TRANSLATE_NOOP("Keys", "Siempre"), true},
    {"theme", "Ctrl+T", "Ctrl+T", QT_TRANSLATE_NOOP("Keys", "claro u oscuro"), QT_TRANSLATE_NOOP("Keys", "Pantalla"),
     true},
    {"larger", "Ctrl++", "Ctrl +", QT_TRANSLATE_NOOP("Keys", "letra más grande"), QT_TRANSLATE_NOOP("Keys", "Pantalla"),
     true},
    {"smaller", "Ctrl+-", "Ctrl −", QT_TRANSLATE_NOOP("Keys", "letra más chica"), QT_TRANSLATE_NOOP("Keys", "Pantalla"),
     true},
    {"quit", "Alt+F4", "Alt+F4", QT_TRANSLATE_NOOP("Keys", "cerrar AquaCIS"), QT_TRANSLATE_NOOP("Keys", "Siempre"),
     false},
    {"choose", "Space", "Espacio", QT_TRANSLATE_NOOP("Keys", "elegir"), QT_TRANSLATE_NOOP("Keys", "Cobro"), false},
    {"open_hit", "Return", "Enter", QT_TRANSLATE_NOOP("Keys", "abrir el contrato marcado"),
     QT_TRANSLATE_NOOP("Keys", "Búsqueda"), false},
    {"next_hit", "Down", "↓", QT_TRANSLATE_NOOP("Keys", "siguiente contrato o recibo"),
     QT_TRANSLATE_NOOP("Keys", "Búsqueda"), false},
    {"previous_hit", "Up", "↑", QT_TRANSLATE_NOOP("Keys", "contrato o recibo anterior"),
     QT_TRANSLATE_NOOP("Keys", "Búsqueda"), false},
    {"next_field", "Tab", "Tab", QT_TRANSLATE_NOOP("Keys", "siguiente campo, en el orden del trabajo"),
     QT_TRANSLATE_NOOP("Keys", "Siempre"), false},
    {"previous_field", "Shift+Tab", "Mayús+Tab", QT_TRANSLATE_NOOP("Keys", "campo anterior"),
     QT_TRANSLATE_NOOP("Keys", "Siempre"), false},
}};

QString translated(const char* text) { return QCoreApplication::translate("Keys", text); }

const KeyRow& row_of(const QString& id) {
    for (const KeyRow& row : rows_)
        if (id == QLatin1String(row.id)) return row;
    assert(false && "a screen names a key that the table does not have");
    return rows_.front();
}

}  // namespace

std::span<const KeyRow> key_rows() { return rows_; }

QVariantList KeyTable::rows() const {
    QVariantList list;
    for (const KeyRow& row : rows_)
        list.push_back(QVariantMap{{QStringLiteral("id"), QLatin1String(row.id)},
                                   {QStringLiteral("keys"), QLatin1String(row.keys)},
                                   {QStringLiteral("shown"), QString::fromUtf8(row.shown)},
                                   {QStringLiteral("text"), translated(row.text)},
                                   {QStringLiteral("group"), translated(row.group)},
                                   {QStringLiteral("shortcut"), row.shortcut}});
    return list;
}

bool KeyTable::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress || qobject_cast<QWindow*>(watched) == nullptr) return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    const QKeyCombination combination(key->modifiers() & ~Qt::KeypadModifier, static_cast<Qt::Key>(key->key()));
    for (const KeyRow& row : rows_) {
        if (!row.shortcut || QKeySequence(QLatin1String(row.keys)) != QKeySequence(combination)) continue;
        if (!key->isAutoRepeat()) Q_EMIT pressed(QLatin1String(row.id));  // a key held down acts once
        return true;
    }
    return false;
}

QString KeyTable::shown(const QString& id) const { return QString::fromUtf8(row_of(id).shown); }
QString KeyTable::text(const QString& id) const { return translated(row_of(id).text); }

}  // namespace aquacis::office
