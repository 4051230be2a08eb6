#pragma once
// What a till prints, once, as lines: the PDF and the printer's bytes are both made of them.

#include <optional>
#include <string>
#include <vector>

#include "field-app/core/domain/account.hpp"

namespace aquacis::office {

struct Receipt {
    std::string utility;
    AdministrationId administration{};
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
    int debts_left = 0;  // when one payment could not name all
    std::vector<Tender> tenders;
    int copy_number = 0;  // 0 is the first; n is "REIMPRESIÓN n"
    struct Reprinted {
        std::string by;
        Instant at;
    };
    std::optional<Reprinted> reprinted{};
    struct Cancelled {
        std::string by;
        std::string reason;
        Instant at;
    };
    std::optional<Cancelled> cancelled{};

    Money change() const;
};

struct ReceiptLine {
    enum class Kind { centre, pair, text, rule, blank, code };  // code: `left` as Code 128
    Kind kind = Kind::text;
    std::string left;
    std::string right;    // of a pair: at the right edge
    bool strong = false;  // heavier, larger
};

std::vector<ReceiptLine> receipt_lines(const Receipt& receipt);
// Of a cancelled payment, for one of the two who keep it: "CLIENTE", "CAJA".
std::vector<ReceiptLine> cancellation_lines(const Receipt& receipt, std::string_view copy_for);

}  // namespace aquacis::office
