// aquacis-office: the till's window.

#include <sys/stat.h>

#include <QElapsedTimer>
#include <QGuiApplication>

#include <fstream>
#include <iostream>

#include "base/command_line/command_line.hpp"
#include "base/log/log.hpp"
#include "base/version.hpp"
#include "field-app/core/folder_lock.hpp"
#include "field-app/office/till_window.hpp"

namespace {

using namespace aquacis;

constexpr int already_open = 3;  // the program's exit code

struct Arguments {
    std::string config;
    std::string data = ".";
    bool offline = false;
    std::string theme;  // empty: as it was left
    std::string size = "1280x800";
    std::string language = "es";
    double text_scale = 0;  // 0: as it was left
    // For pictures of the screens: what is on them.
    std::string screenshot;
    std::string screen = "till";
    std::string cashier;
    std::string pin_file;
    std::string search;
    std::string received;
    std::string at;
};

void add_options(Command& app, Arguments& arguments) {
    app.add_option("--config", arguments.config, "settings (TOML)").required();
    app.add_option("--data", arguments.data, "folder of office.db");
    app.add_flag("--offline", arguments.offline, "do not connect");
    app.add_option("--theme", arguments.theme, "light or dark; as it was left otherwise").one_of({"light", "dark"});
    app.add_option("--size", arguments.size, "of the window, as 1280x800");
    app.add_option("--language", arguments.language, "es or en").one_of({"es", "en"});
    app.add_option("--text-scale", arguments.text_scale, "1.0 to 1.5; as it was left otherwise").between(1.0, 1.5);
    app.add_option("--screenshot", arguments.screenshot, "write a picture of a screen to this file and end");
    app.add_option("--screen", arguments.screen,
                   "signin, open, till, close, confirm, closed, explain, help, notices, payments or cancel")
        .one_of({"signin", "open", "till", "close", "confirm", "closed", "explain", "help", "notices", "payments",
                 "cancel"});
    app.add_option("--cashier", arguments.cashier, "who signs in for the picture");
    app.add_option("--pin-file", arguments.pin_file, "a file with their PIN").existing_file();
    app.add_option("--search", arguments.search, "what is typed in the search; its first contract is opened");
    app.add_option("--received", arguments.received, "what is typed as received");
    app.add_option("--at", arguments.at, "the picture's time, RFC 3339");
}

office::WindowOptions window_options(const Arguments& arguments) {
    office::WindowOptions options;
    if (arguments.screenshot.empty())
        options = office::kept_look(QString::fromStdString(arguments.data + "/window.ini"));
    const QStringList sides = QString::fromStdString(arguments.size).split(u'x');
    if (sides.size() == 2) options.size = {sides[0].toInt(), sides[1].toInt()};
    if (options.size.width() < 800 || options.size.height() < 600)
        throw ConfigError("--size must be at least 800x600, as in 1280x800");
    if (!arguments.theme.empty()) options.dark = arguments.theme == "dark";
    if (arguments.text_scale > 0) options.text_scale = arguments.text_scale;
    options.language = QString::fromStdString(arguments.language);
    return options;
}

void settle(office::TillWindow& application) {
    constexpr int least_ms = 60;
    constexpr int most_ms = 5000;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < least_ms || (application.search().searching() && timer.elapsed() < most_ms))
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
}

// Goes to the screen as a person would.
void arrange(office::TillWindow& application, const Arguments& arguments) {
    auto& session = application.session();
    if (arguments.screen == "signin") return;
    std::string pin;
    std::ifstream(arguments.pin_file) >> pin;
    if (!session.signIn(QString::fromStdString(arguments.cashier), QString::fromStdString(pin)))
        throw ConfigError("--cashier and --pin-file do not open this till: " +
                          session.problem().value(QStringLiteral("text")).toString().toStdString());
    if (arguments.screen == "open") return;
    if (session.screen() == QStringLiteral("open")) session.openTill(QStringLiteral("500"));
    if (arguments.screen == "close" || arguments.screen == "confirm" || arguments.screen == "closed") {
        session.beginClose();
        int pieces = 3;
        for (int row = 0; row < session.counts()->rowCount(); ++row)
            session.counts()->setPieces(row, QString::number(pieces = (pieces * 7 + 5) % 19));
        if (arguments.screen != "close") session.close();
        if (arguments.screen == "closed") session.confirmClose();
        return;
    }
    if (!arguments.search.empty()) {
        application.search().setQuery(QString::fromStdString(arguments.search));
        settle(application);
        QMetaObject::invokeMethod(application.window(), "openCurrent");
        application.till().setReceived(QString::fromStdString(arguments.received));
    }
    if (arguments.screen == "cancel") {
        QMetaObject::invokeMethod(application.window(), "act", Q_ARG(QVariant, QStringLiteral("payments")));
        QMetaObject::invokeMethod(application.window(), "act", Q_ARG(QVariant, QStringLiteral("cancel_payment")));
    }
    if (arguments.screen == "explain" || arguments.screen == "help" || arguments.screen == "notices" ||
        arguments.screen == "payments")
        QMetaObject::invokeMethod(application.window(), "act",
                                  Q_ARG(QVariant, QString::fromStdString(arguments.screen)));
}

// One till a folder; with --screenshot a picture of the window is made instead, and then nothing goes to a server and
// the time may be told.
int run(const Arguments& arguments) {
    const office::OfficeConfig config = office::OfficeConfig::from(Config::from_file(arguments.config));
    std::filesystem::create_directories(arguments.data);
    const SystemClock system;
    const auto fixed = arguments.at.empty() ? std::nullopt : parse_iso(arguments.at);
    if (!arguments.at.empty() && (!fixed || arguments.screenshot.empty()))
        throw ConfigError("--at needs a time such as 2026-11-22T18:47:00Z, and --screenshot");
    const ManualClock picture(fixed.value_or(Instant()));
    const Clock& clock = fixed ? static_cast<const Clock&>(picture) : system;

    const office::WindowOptions options = window_options(arguments);
    office::prepare_look(options);
    const auto lock = office::FolderLock::take(arguments.data);
    if (!lock) {
        const QString sentence = QCoreApplication::translate(
            "main", "%1 ya está abierta en este equipo. Use la ventana que está abierta, o ciérrela antes.");
        const QString said = sentence.arg(QString::fromStdString(config.till));
        std::cerr << "aquacis-office: " << said.toStdString() << '\n';
        if (arguments.screenshot.empty()) office::show_message(said);
        return already_open;
    }
    office::Workplace place(config, arguments.data, clock, system_random());
    if (!arguments.offline && arguments.screenshot.empty() && place.link.can_connect()) place.link.go_online();
    office::TillWindow application(place, options);
    if (arguments.screenshot.empty()) return QGuiApplication::exec();

    settle(application);
    arrange(application, arguments);
    settle(application);
    if (!application.window()->grabWindow().save(QString::fromStdString(arguments.screenshot)))
        throw std::runtime_error("the picture cannot be written to " + arguments.screenshot);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    ::umask(077);  // names, debts and PINs: what this program writes is its user's alone
    CommandLine app("The till");
    app.set_version(std::string("aquacis-office ") + version);
    Arguments arguments;
    add_options(app, arguments);
    if (const auto status = app.parse(argc, argv)) return *status;
    log::start("aquacis-office");
    const QGuiApplication gui(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("AquaCIS"));
    try {
        return run(arguments);
    } catch (const ConfigError& fault) {
        std::cerr << "aquacis-office: " << fault.what() << '\n';
        return 2;
    } catch (const std::exception& fault) {
        log::error("office.stopped", {{"problem", fault.what()}});
        std::cerr << "aquacis-office: " << fault.what() << '\n';
        return 1;
    }
}
