#pragma once
// A receipt's content, once, from which the PDF and the printer's bytes are both made.

#include <optional>
#include <string>
#include <vector>

#include "field-app/core/domain/account.hpp"

namespace aquacis::office {

struct Receipt {
    std::string utility;
    std::string administration_name;
    std::string office;
    std::string till;
    std::string cashier_name;
    std::int64_t session_number = 0;
    std::string folio;
    Instant taken_at;
    Contract contract;
    std::vector<Application> applications;
    Money advance;
    Money amount;
    std::vector<Tender> tenders;
    int copy_number = 0;  // 0 is the first; n is "REIMPRESIÓN n"

    Money change() const;
};

struct ReceiptLine {
    enum class Kind { centre, pair, text, rule, blank };
    Kind kind = Kind::text;
    std::string left;
    std::string right;    // of a pair: at the right edge
    bool strong = false;  // heavier, larger
};

std::vector<ReceiptLine> receipt_lines(const Receipt& receipt);

// For a thermal printer: code page 850, `columns` wide (48 or 42 on 80 mm, 32 on 58 mm), cut at the end.
struct EscPosOptions {
    int columns = 48;
    bool open_drawer = false;
};
std::string escpos(const std::vector<ReceiptLine>& lines, EscPosOptions options);

}  // namespace aquacis::office
