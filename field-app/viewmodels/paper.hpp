#pragma once
// A receipt on paper: a PDF 80 mm wide, as long as it needs to be. Needs a QGuiApplication.

#include <QString>

#include "field-app/core/domain/receipt.hpp"

namespace aquacis::office {

// Throws std::runtime_error when the file cannot be written.
void write_receipt_pdf(const Receipt& receipt, const QString& file);

}  // namespace aquacis::office
