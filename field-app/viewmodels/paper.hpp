#pragma once
// A till's paper as a PDF: 80 mm wide, as long as it needs to be. Needs a QGuiApplication.

#include <QString>

#include "field-app/core/domain/receipt.hpp"

namespace aquacis::office {

void prepare_paper();  // the fonts, once, on the window's thread; after it write_pdf may run on any

// Throws std::runtime_error when the file cannot be written.
void write_pdf(const std::vector<ReceiptLine>& lines, const QString& file);

}  // namespace aquacis::office
