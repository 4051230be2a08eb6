#pragma once
// The till's window and everything that it shows, wired once. The program and the window test both use it.

#include <QObject>
#include <QQmlApplicationEngine>
#include <QQuickWindow>

#include "field-app/ui/scan_filter.hpp"
#include "field-app/viewmodels/bill_history.hpp"
#include "field-app/viewmodels/explanation.hpp"
#include "field-app/viewmodels/key_table.hpp"
#include "field-app/viewmodels/link_status.hpp"
#include "field-app/viewmodels/search_model.hpp"
#include "field-app/viewmodels/shift_controller.hpp"
#include "field-app/viewmodels/till_controller.hpp"

namespace aquacis::office {

// How the window looks, kept in the till's folder: the next start is as this one was left.
class Start : public QObject {
    Q_OBJECT
    Q_PROPERTY(int width MEMBER width CONSTANT)
    Q_PROPERTY(int height MEMBER height CONSTANT)
    Q_PROPERTY(bool dark MEMBER dark NOTIFY lookChanged)
    Q_PROPERTY(double textScale MEMBER text_scale NOTIFY lookChanged)
public:
    int width = 1280;
    int height = 800;
    bool dark = false;
    double text_scale = 1.0;
    QString kept_in;  // empty: nowhere, as for a picture

    Q_INVOKABLE void toggleTheme();
    Q_INVOKABLE void scaleText(int steps);  // of a tenth, 1.0 to 1.5

Q_SIGNALS:
    void lookChanged();

private:
    void keep();
};

struct WindowOptions {
    QSize size{1280, 800};
    bool dark = false;
    double text_scale = 1.0;
    QString language = QStringLiteral("es");  // es | en
    QString kept_in;                          // file; empty: the look is not kept
};

// What was kept, for what the command line does not say.
WindowOptions kept_look(const QString& file);

// Fonts and translations, before any controller speaks. Throws std::runtime_error when a resource is missing.
void prepare_look(const WindowOptions& options);

// A sentence in a window of its own; returns when it was read, or after ten seconds.
void show_message(const QString& sentence);

class TillWindow : public QObject {
    Q_OBJECT
public:
    // The controllers are QML's Till, Session, Shift, Paper, Search, Link, Explain, Bills, Scans and Start
    // (qml_types.hpp).
    TillWindow(Workplace& place, const WindowOptions& options);
    ~TillWindow() override;

    QQuickWindow* window() const;
    SessionController& session() { return session_; }
    SearchModel& search() { return search_; }
    TillController& till() { return till_; }
    PaperController& paper() { return paper_; }
    ShiftController& shift() { return shift_; }
    KeyTable& keys() { return keys_; }
    ScanFilter& scans() { return scans_; }

private:
    void give_to_qml();

    Start start_;
    KeyTable keys_;
    ScanFilter scans_;
    LinkStatus link_;
    PaperController paper_;
    SessionController session_;
    ShiftController shift_;
    SearchModel search_;
    TillController till_;
    Explanation explanation_;
    BillHistory bills_;
    QQmlApplicationEngine engine_;
};

}  // namespace aquacis::office
