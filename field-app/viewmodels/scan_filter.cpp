#include "field-app/viewmodels/scan_filter.hpp"

#include <QGuiApplication>
#include <QKeyEvent>
#include <QWindow>

#include "field-app/core/domain/contract_code.hpp"

namespace aquacis::office {
namespace {

bool is_modifier(int key) {
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt || key == Qt::Key_AltGr ||
           key == Qt::Key_Meta || key == Qt::Key_CapsLock || key == Qt::Key_NumLock;
}

}  // namespace

// Tells a scanner from a hand by the time between keys: a quick burst into one field that ends with Enter or Tab is a
// scan. Keys always go on; only the end of a scan is taken.
bool ScanFilter::eventFilter(QObject* watched, QEvent* event) {
    if (!active_ || event->type() != QEvent::KeyPress || qobject_cast<QWindow*>(watched) == nullptr) return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    if (is_modifier(key->key())) return false;  // a capital's Shift neither begins nor ends anything
    QObject* focus = QGuiApplication::focusObject();
    const quint64 at_ms = key->timestamp();
    const bool in_time = last_ms_ && at_ms - *last_ms_ <= most_apart_ms && focus == focus_;
    last_ms_ = at_ms;
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_Tab)
        return ends_scan(focus, in_time);
    const QString text = key->text();
    if (text.size() != 1 || !text.front().isPrint() ||
        (key->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) != 0) {
        burst_.clear();
        return false;
    }
    if (!in_time || burst_.isEmpty()) {
        burst_.clear();
        focus_ = focus;
        text_before_ = focus == nullptr ? QVariant() : focus->property("text");
    }
    burst_ += text;
    return false;
}

bool ScanFilter::ends_scan(QObject* focus, bool in_time) {
    const QString code = burst_;
    burst_.clear();
    if (!in_time) return false;
    const auto contract = contract_code_in(code.toStdString());
    if (code.size() < least_characters && !(contract && contract->sure)) return false;
    give_back(focus);
    Q_EMIT scanned(code);
    return true;
}

// Whoever follows the field's text is told as if the person had typed it.
void ScanFilter::give_back(QObject* focus) const {
    if (focus == nullptr || !text_before_.isValid()) return;
    focus->setProperty("text", text_before_);
    if (focus->metaObject()->indexOfSignal("textEdited()") >= 0) QMetaObject::invokeMethod(focus, "textEdited");
}

}  // namespace aquacis::office
