#include "field-app/viewmodels/paper.hpp"

#include <QFontMetricsF>
#include <QPainter>
#include <QPdfWriter>

#include <stdexcept>

#include "field-app/ui/fonts.hpp"

namespace aquacis::office {
namespace {

constexpr double millimetres = 80;
constexpr double margin = 4;
constexpr int dots_per_inch = 300;
constexpr double dots_per_mm = dots_per_inch / 25.4;
constexpr double line_mm = 4.4;

QFont font_of(const ReceiptLine& line) {
    QFont font(QStringLiteral("Inter Till"));
    font.setPointSizeF(line.strong ? 9.5 : 8.5);
    font.setBold(line.strong);
    return font;
}

void draw(QPainter& painter, const ReceiptLine& line, const QRectF& place) {
    const QString left = QString::fromStdString(line.left);
    painter.setFont(font_of(line));
    switch (line.kind) {
        case ReceiptLine::Kind::blank:
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

void write_receipt_pdf(const Receipt& receipt, const QString& file) {
    load_fonts();
    const auto lines = receipt_lines(receipt);
    QPdfWriter writer(file);
    writer.setResolution(dots_per_inch);
    writer.setCreator(QStringLiteral("AquaCIS"));
    writer.setTitle(QString::fromStdString(receipt.folio));
    const double height = 2 * margin + line_mm * static_cast<double>(lines.size());
    writer.setPageSize(QPageSize(QSizeF(millimetres, height), QPageSize::Millimeter, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    QPainter painter;
    if (!painter.begin(&writer)) throw std::runtime_error("receipt: cannot write " + file.toStdString());
    double y = margin * dots_per_mm;
    for (const ReceiptLine& line : lines) {
        draw(painter, line, {margin * dots_per_mm, y, (millimetres - 2 * margin) * dots_per_mm, line_mm * dots_per_mm});
        y += line_mm * dots_per_mm;
    }
    if (!painter.end()) throw std::runtime_error("receipt: cannot finish " + file.toStdString());
}

}  // namespace aquacis::office
