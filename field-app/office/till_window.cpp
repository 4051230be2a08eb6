#include "field-app/office/till_window.hpp"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QQmlContext>
#include <QSettings>
#include <QTranslator>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "field-app/ui/fonts.hpp"

void qml_register_types_Aquacis_Till();  // made by CMake of qml_types.hpp

// Q_INIT_RESOURCE must stand outside of any namespace.
static void init_resources() {
    [[maybe_unused]] static const volatile auto linked = &qml_register_types_Aquacis_Till;  // else the linker drops it
    Q_INIT_RESOURCE(qmake_Aquacis_Till);
    Q_INIT_RESOURCE(ui);
    Q_INIT_RESOURCE(office);
    Q_INIT_RESOURCE(translations);
}

namespace aquacis::office {

constexpr double most_text_scale = 1.5;

void prepare_look(const WindowOptions& options) {
    init_resources();
    load_fonts();
    if (options.language == QStringLiteral("es")) return;
    auto* translator = new QTranslator(QCoreApplication::instance());
    if (!translator->load(QStringLiteral(":/translations/office_%1.qm").arg(options.language)))
        throw std::runtime_error("look: there is no translation for '" + options.language.toStdString() +
                                 "'; there are es and en");
    QCoreApplication::installTranslator(translator);
}

WindowOptions kept_look(const QString& file) {
    const QSettings kept(file, QSettings::IniFormat);
    WindowOptions options;
    options.dark = kept.value(QStringLiteral("dark"), false).toBool();
    options.text_scale = std::clamp(kept.value(QStringLiteral("text_scale"), 1.0).toDouble(), 1.0, most_text_scale);
    options.kept_in = file;
    return options;
}

void Start::toggleTheme() {
    dark = !dark;
    keep();
}

void Start::scaleText(int steps) {
    text_scale = std::clamp(std::round(text_scale * 10 + steps) / 10, 1.0, most_text_scale);
    keep();
}

void Start::keep() {
    Q_EMIT lookChanged();
    if (kept_in.isEmpty()) return;
    QSettings kept(kept_in, QSettings::IniFormat);
    kept.setValue(QStringLiteral("dark"), dark);
    kept.setValue(QStringLiteral("text_scale"), text_scale);
}

void show_message(const QString& sentence) {
    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/"));
    engine.rootContext()->setContextProperty(QStringLiteral("Sentence"), sentence);
    QObject::connect(&engine, &QQmlApplicationEngine::quit, QCoreApplication::instance(), &QCoreApplication::quit);
    engine.load(QUrl(QStringLiteral("qrc:/office/screens/Message.qml")));
    if (!engine.rootObjects().isEmpty()) QGuiApplication::exec();
}

TillWindow::TillWindow(Workplace& place, const WindowOptions& options)
    : link_(place),
      paper_(place),
      session_(place, paper_),
      shift_(place, session_, paper_),
      search_(place),
      till_(place, session_, paper_),
      explanation_(place),
      bills_(place, explanation_) {
    start_.width = options.size.width();
    start_.height = options.size.height();
    start_.dark = options.dark;
    start_.text_scale = options.text_scale;
    start_.kept_in = options.kept_in;
    give_to_qml();
    connect(&link_, &LinkStatus::fed, &search_, &SearchModel::refresh);
    connect(&link_, &LinkStatus::fed, &till_, &TillController::refresh);
    connect(&link_, &LinkStatus::fed, &session_, &SessionController::refresh);
    connect(&link_, &LinkStatus::heard, &bills_, &BillHistory::refresh);
    connect(&shift_, &ShiftController::cancelled, &till_, &TillController::refresh);
    connect(&shift_, &ShiftController::cancelled, &search_, &SearchModel::refresh);
    QCoreApplication::instance()->installEventFilter(&keys_);
    QCoreApplication::instance()->installEventFilter(&scans_);
    engine_.addImportPath(QStringLiteral("qrc:/"));
    engine_.load(QUrl(QStringLiteral("qrc:/office/Main.qml")));
    if (window() == nullptr) throw std::runtime_error("window: Main.qml cannot be loaded; the messages above say why");
}

// By type (qml_types.hpp); the keys by name, because ui/ knows no app's types.
void TillWindow::give_to_qml() {
    const auto give = [this](const char* name, QObject& model) {
        engine_.setProperty(name, QVariant::fromValue(&model));
    };
    give("Start", start_);
    give("Scans", scans_);
    give("Link", link_);
    give("Session", session_);
    give("Shift", shift_);
    give("Paper", paper_);
    give("Search", search_);
    give("Till", till_);
    give("Explain", explanation_);
    give("Bills", bills_);
    engine_.rootContext()->setContextProperty(QStringLiteral("KeyTable"), &keys_);
}

TillWindow::~TillWindow() = default;

QQuickWindow* TillWindow::window() const {
    return engine_.rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow*>(engine_.rootObjects().constFirst());
}

}  // namespace aquacis::office
