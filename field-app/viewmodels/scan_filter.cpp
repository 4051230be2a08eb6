#include "field-app/viewmodels/scan_filter.hpp"

#include <QGuiApplication>
#include <QKeyEvent>
#include <QWindow>

namespace aquacis::office {

bool ScanFilter::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress || qobject_cast<QWindow*>(watched) == nullptr) return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    QObject* focus = QGuiApplication::focusObject();
    const bool in_time = since_last_.isValid() && since_last_.elapsed() <= most_apart_ms && focus == focus_;
    since_last_.start();
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_Tab)
        return ends_scan(focus, in_time);
    const QString text = key->text();
    if (text.size() != 1 || !text.front().isPrint() ||
        (key->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) != 0) {
        if (key->key() != Qt::Key_Shift) burst_.clear();
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
    if (!in_time || code.size() < least_characters) return false;
    if (focus != nullptr && text_before_.isValid()) focus->setProperty("text", text_before_);
    Q_EMIT scanned(code);
    return true;
}

}  // namespace aquacis::office
