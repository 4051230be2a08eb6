#include "field-app/viewmodels/paper.hpp"

#include <QFileInfo>
#include <QFontMetricsF>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>
#include <stdexcept>

#include "base/code128.hpp"
#include "field-app/ui/fonts.hpp"

namespace aquacis::office {
namespace {

constexpr double millimetres = 80;
constexpr double margin = 4;
constexpr int dots_per_inch = 300;
constexpr double dots_per_mm = dots_per_inch / 25.4;
constexpr double line_mm = 4.4;
constexpr double bar_lines = 2.6;       // how many lines high a code is
constexpr double widest_module = 0.45;  // mm
constexpr int quiet_modules = 10;

QFont font_of(const ReceiptLine& line) {
    QFont font(QStringLiteral("Inter Till"));
    font.setPointSizeF(line.strong ? 9.5 : 8.5);
    font.setBold(line.strong);
    return font;
}

double height_of(const ReceiptLine& line) { return line_mm * (line.kind == ReceiptLine::Kind::code ? bar_lines : 1); }

void draw_code(QPainter& painter, const std::string& code, const QRectF& place) {
    const int modules = code128_modules(code);
    const double module = std::min(widest_module * dots_per_mm, place.width() / (modules + 2 * quiet_modules));
    double x = place.center().x() - module * modules / 2;
    bool bar = true;
    for (const std::uint8_t width : code128(code)) {
        if (bar) painter.fillRect(QRectF(x, place.top(), module * width, place.height() * 0.9), Qt::black);
        x += module * width;
        bar = !bar;
    }
}

void draw(QPainter& painter, const ReceiptLine& line, const QRectF& place) {
    const QString left = QString::fromStdString(line.left);
    painter.setFont(font_of(line));
    switch (line.kind) {
        case ReceiptLine::Kind::blank:
            return;
        case ReceiptLine::Kind::code:
            draw_code(painter, line.left, place);
            return;
        case ReceiptLine::Kind::rule:
            painter.drawLine(QPointF(place.left(), place.center().y()), QPointF(place.right(), place.center().y()));
            return;
        case ReceiptLine::Kind::centre:
            painter.drawText(place, Qt::AlignCenter, left);
            return;
        case ReceiptLine::Kind::text:
            painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, left);
            return;
        case ReceiptLine::Kind::pair:
            break;
    }
    const QString right = QString::fromStdString(line.right);
    const QFontMetricsF metrics(painter.font(), painter.device());
    const double room = place.width() - metrics.horizontalAdvance(right) - 2 * dots_per_mm;
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(left, Qt::ElideRight, room));
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, right);
}

}  // namespace

void prepare_paper() { field::load_fonts(); }

void write_pdf(const std::vector<ReceiptLine>& lines, const QString& file) {
    double height = 2 * margin;
    for (const ReceiptLine& line : lines)
        height += height_of(line);
    QPdfWriter writer(file);
    writer.setResolution(dots_per_inch);
    writer.setCreator(QStringLiteral("AquaCIS"));
    writer.setTitle(QFileInfo(file).completeBaseName());
    writer.setPageSize(QPageSize(QSizeF(millimetres, height), QPageSize::Millimeter, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    QPainter painter;
    if (!painter.begin(&writer)) throw std::runtime_error("paper: cannot write " + file.toStdString());
    double y = margin * dots_per_mm;
    for (const ReceiptLine& line : lines) {
        const double high = height_of(line) * dots_per_mm;
        draw(painter, line, {margin * dots_per_mm, y, (millimetres - 2 * margin) * dots_per_mm, high});
        y += high;
    }
    if (!painter.end()) throw std::runtime_error("paper: cannot finish " + file.toStdString());
}

}  // namespace aquacis::office
