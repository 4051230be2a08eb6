#pragma once
// The corte on paper: what was counted, what was expected, which folios. Two copies: one for the drawer's bag.

#include <string>
#include <vector>

#include "field-app/core/domain/receipt.hpp"

namespace aquacis::office {

struct CloseSlip {
    std::string utility;
    std::string administration_name;
    std::string office;
    std::string till;
    std::int64_t session_number = 0;
    std::string cashier_name;
    std::string closed_by;  // empty: the cashier
    Instant opened_at;
    Instant closed_at;
    Money opening_float;
    struct Line {
        std::string left;
        Money amount;
    };
    std::vector<Line> totals;  // by way of payment
    std::vector<Line> pieces;  // "3 × $500.00"
    std::int64_t payments = 0;
    std::int64_t cancelled = 0;
    Money cancelled_sum;
    std::string first_folio;
    std::string last_folio;
    Money counted;
    Money expected;
    bool reprint = false;
};

std::vector<ReceiptLine> close_lines(const CloseSlip& slip, std::string_view copy_for);

}  // namespace aquacis::office
