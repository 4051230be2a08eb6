#include "field-app/viewmodels/key_table.hpp"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QKeySequence>
#include <QWindow>

#include <array>
#include <cassert>

namespace aquacis::office {
namespace {

#define KEY_TEXT(text) QT_TRANSLATE_NOOP("Keys", text)
constexpr std::array<KeyRow, 22> rows_{{
    {"help", "F1", "F1", KEY_TEXT("ayuda"), KEY_TEXT("Siempre"), true},
    {"search", "F2", "F2", KEY_TEXT("buscar"), KEY_TEXT("Siempre"), true},
    {"other_contract", "F3", "F3", KEY_TEXT("otro contrato"), KEY_TEXT("Cobro"), true},
    {"other_amount", "F4", "F4", KEY_TEXT("otro importe"), KEY_TEXT("Cobro"), true},
    {"cash", "F5", "F5", KEY_TEXT("efectivo"), KEY_TEXT("Forma de pago"), true},
    {"card", "F6", "F6", KEY_TEXT("tarjeta"), KEY_TEXT("Forma de pago"), true},
    {"cheque", "F7", "F7", KEY_TEXT("cheque"), KEY_TEXT("Forma de pago"), true},
    {"transfer", "F8", "F8", KEY_TEXT("transferencia"), KEY_TEXT("Forma de pago"), true},
    {"charge", "F9", "F9", KEY_TEXT("cobrar; la única tecla que cobra"), KEY_TEXT("Cobro"), true},
    {"reprint_last", "F12", "F12", KEY_TEXT("reimprimir"), KEY_TEXT("Recibos"), true},
    {"reprint_folio", "Ctrl+R", "Ctrl+R", KEY_TEXT("reimprimir un folio"), KEY_TEXT("Recibos"), true},
    {"explain", "Ctrl+E", "Ctrl+E", KEY_TEXT("explicar"), KEY_TEXT("Cobro"), true},
    {"drawer", "Ctrl+O", "Ctrl+O", KEY_TEXT("abrir cajón"), KEY_TEXT("Turno"), true},
    {"close_till", "Ctrl+K", "Ctrl+K", KEY_TEXT("corte de caja"), KEY_TEXT("Turno"), true},
    {"lock", "Ctrl+L", "Ctrl+L", KEY_TEXT("bloquear la caja"), KEY_TEXT("Turno"), true},
    {"back", "Esc", "Esc", KEY_TEXT("volver"), KEY_TEXT("Siempre"), true},
    {"choose", "Space", "Espacio", KEY_TEXT("elegir"), KEY_TEXT("Cobro"), false},
    {"open_hit", "Return", "Entrar", KEY_TEXT("abrir el contrato marcado"), KEY_TEXT("Búsqueda"), false},
    {"next_hit", "Down", "↓", KEY_TEXT("siguiente contrato o recibo"), KEY_TEXT("Búsqueda"), false},
    {"previous_hit", "Up", "↑", KEY_TEXT("contrato o recibo anterior"), KEY_TEXT("Búsqueda"), false},
    {"next_field", "Tab", "Tab", KEY_TEXT("siguiente campo, en el orden del trabajo"), KEY_TEXT("Siempre"), false},
    {"previous_field", "Shift+Tab", "Mayús+Tab", KEY_TEXT("campo anterior"), KEY_TEXT("Siempre"), false},
}};
#undef KEY_TEXT

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
