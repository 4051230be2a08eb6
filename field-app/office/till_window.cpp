#include "field-app/office/till_window.hpp"

#include <QCoreApplication>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QTranslator>

#include <array>
#include <stdexcept>

// Q_INIT_RESOURCE must stand outside of any namespace.
static void init_resources() {
    Q_INIT_RESOURCE(ui);
    Q_INIT_RESOURCE(fonts);
    Q_INIT_RESOURCE(office);
    Q_INIT_RESOURCE(translations);
}

namespace aquacis::office {

void prepare_look(const WindowOptions& options) {
    init_resources();
    for (const char* style : {"Regular", "Medium", "SemiBold", "Bold"})
        if (QFontDatabase::addApplicationFont(QStringLiteral(":/fonts/InterTill-%1.otf").arg(QLatin1String(style))) < 0)
            throw std::runtime_error(std::string("look: the font InterTill-") + style + " cannot be loaded");
    if (options.language == QStringLiteral("es")) return;
    auto* translator = new QTranslator(QCoreApplication::instance());
    if (!translator->load(QStringLiteral(":/translations/office_%1.qm").arg(options.language)))
        throw std::runtime_error("look: there is no translation for '" + options.language.toStdString() + "'; there are es and en");
    QCoreApplication::installTranslator(translator);
}

TillWindow::TillWindow(Workplace& place, const WindowOptions& options)
    : link_(place), session_(place), search_(place), till_(place, session_), explanation_(place) {
    start_.width = options.size.width();
    start_.height = options.size.height();
    start_.dark = options.dark;
    start_.text_scale = options.text_scale;
    constexpr const char* module = "Aquacis.Office";
    qmlRegisterSingletonInstance(module, 1, 0, "Start", &start_);
    qmlRegisterSingletonInstance(module, 1, 0, "KeyTable", &keys_);
    qmlRegisterSingletonInstance(module, 1, 0, "Scans", &scans_);
    qmlRegisterSingletonInstance(module, 1, 0, "Link", &link_);
    qmlRegisterSingletonInstance(module, 1, 0, "Session", &session_);
    qmlRegisterSingletonInstance(module, 1, 0, "Search", &search_);
    qmlRegisterSingletonInstance(module, 1, 0, "Till", &till_);
    qmlRegisterSingletonInstance(module, 1, 0, "Explain", &explanation_);
    connect(&link_, &LinkStatus::fed, &search_, &SearchModel::refresh);
    connect(&link_, &LinkStatus::fed, &till_, &TillController::refresh);
    connect(&link_, &LinkStatus::fed, &session_, &SessionController::refresh);
    QCoreApplication::instance()->installEventFilter(&keys_);
    QCoreApplication::instance()->installEventFilter(&scans_);
    engine_.addImportPath(QStringLiteral("qrc:/"));
    engine_.load(QUrl(QStringLiteral("qrc:/office/Main.qml")));
    if (window() == nullptr) throw std::runtime_error("window: Main.qml cannot be loaded; the messages above say why");
}

TillWindow::~TillWindow() = default;

QQuickWindow* TillWindow::window() const {
    return engine_.rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow*>(engine_.rootObjects().constFirst());
}

}  // namespace aquacis::office
