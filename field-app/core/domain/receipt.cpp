#include "field-app/core/domain/receipt.hpp"

#include <algorithm>
#include <array>

namespace aquacis::office {
namespace {

using Kind = ReceiptLine::Kind;

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

struct CodePagePair {
    std::string_view utf8;
    char cp850;
};
constexpr std::array<CodePagePair, 20> code_page{
    {{"á", '\xA0'}, {"é", '\x82'}, {"í", '\xA1'}, {"ó", '\xA2'}, {"ú", '\xA3'}, {"ü", '\x81'}, {"ñ", '\xA4'},
     {"Á", '\xB5'}, {"É", '\x90'}, {"Í", '\xD6'}, {"Ó", '\xE0'}, {"Ú", '\xE9'}, {"Ü", '\x9A'}, {"Ñ", '\xA5'},
     {"¿", '\xA8'}, {"¡", '\xAD'}, {"°", '\xF8'}, {"·", '\xFA'}, {"×", '\x9E'}, {"²", '\xFD'}}};

std::string to_cp850(std::string_view utf8) {
    std::string bytes;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        if (static_cast<unsigned char>(utf8[i]) < 0x80) {
            bytes.push_back(utf8[i]);
            continue;
        }
        std::size_t end = i + 1;
        while (end < utf8.size() && (static_cast<unsigned char>(utf8[end]) & 0xC0U) == 0x80)
            ++end;
        const auto letter = utf8.substr(i, end - i);
        const auto* found =
            std::find_if(code_page.begin(), code_page.end(), [&](const auto& pair) { return pair.utf8 == letter; });
        bytes.push_back(found == code_page.end() ? '?' : found->cp850);
        i = end - 1;
    }
    return bytes;
}

std::string cut(std::string_view utf8, std::size_t width) {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < utf8.size(); ++i)
        if ((static_cast<unsigned char>(utf8[i]) & 0xC0U) != 0x80 && seen++ == width)
            return std::string(utf8.substr(0, i));
    return std::string(utf8);
}

std::string in_columns(const ReceiptLine& line, std::size_t width) {
    switch (line.kind) {
        case Kind::rule:
            return std::string(width, '-');
        case Kind::blank:
            return "";
        case Kind::centre: {
            const std::string text = cut(line.left, width);
            return std::string((width - characters(text)) / 2, ' ') + text;
        }
        case Kind::pair: {
            const std::size_t right = std::min(characters(line.right), width - 1);
            const std::string left = cut(line.left, width - right - 1);
            return left + std::string(width - right - characters(left), ' ') + cut(line.right, width);
        }
        case Kind::text:
            break;
    }
    return cut(line.left, width);
}

std::string period_text(const std::string& period) {
    const auto parsed = Period::parse(period);
    return parsed ? parsed->display_es() : period;
}

void add_money(std::vector<ReceiptLine>& lines, const Receipt& receipt) {
    for (const Application& part : receipt.applications)
        lines.push_back({Kind::pair, "Recibo " + period_text(part.period) + " " + part.invoice_number,
                         part.amount.display(), false});
    if (receipt.advance.is_positive())
        lines.push_back({Kind::pair, "Anticipo al próximo recibo", receipt.advance.display(), false});
    lines.push_back({Kind::rule, "", "", false});
    lines.push_back({Kind::pair, "TOTAL PAGADO", receipt.amount.display(), true});
    for (const Tender& tender : receipt.tenders) {
        if (tender.amount.is_negative()) continue;
        std::string name(display_es(tender.method));
        if (!tender.reference.empty()) name += " " + tender.reference;
        lines.push_back({Kind::pair, name, tender.amount.display(), false});
    }
    if (receipt.change().is_positive()) lines.push_back({Kind::pair, "Cambio", receipt.change().display(), true});
}

}  // namespace

Money Receipt::change() const {
    Money change;
    for (const Tender& tender : tenders)
        if (tender.amount.is_negative()) change -= tender.amount;
    return change;
}

std::vector<ReceiptLine> receipt_lines(const Receipt& receipt) {
    std::string when = to_local_iso(receipt.taken_at);
    when = aquacis::display_es(local_date(receipt.taken_at)) + " " + when.substr(11, 5);
    std::vector<ReceiptLine> lines;
    lines.push_back({Kind::centre, receipt.utility, "", true});
    lines.push_back({Kind::centre, receipt.administration_name + " · " + receipt.office, "", false});
    lines.push_back({Kind::centre, "COMPROBANTE DE PAGO", "", false});
    if (receipt.copy_number > 0)
        lines.push_back({Kind::centre, "REIMPRESIÓN " + std::to_string(receipt.copy_number), "", true});
    lines.push_back({Kind::rule, "", "", false});
    lines.push_back({Kind::pair, "Folio", receipt.folio, true});
    lines.push_back({Kind::pair, "Fecha", when, false});
    lines.push_back({Kind::pair, "Contrato", receipt.contract.number, false});
    lines.push_back({Kind::text, receipt.contract.customer_name, "", false});
    lines.push_back({Kind::text, receipt.contract.place(), "", false});
    lines.push_back({Kind::rule, "", "", false});
    add_money(lines, receipt);
    lines.push_back({Kind::rule, "", "", false});
    lines.push_back({Kind::text,
                     receipt.till + " · Turno " + std::to_string(receipt.session_number) + " · " + receipt.cashier_name,
                     "", false});
    lines.push_back({Kind::blank, "", "", false});
    lines.push_back({Kind::centre, "Gracias por su pago.", "", false});
    return lines;
}

std::string escpos(const std::vector<ReceiptLine>& lines, EscPosOptions options) {
    std::string bytes("\x1B\x40\x1B\x74\x02", 5);  // reset, code page 850
    if (options.open_drawer) bytes += std::string("\x1B\x70\x00\x32\xFA", 5);
    for (const ReceiptLine& line : lines) {
        bytes += line.strong ? std::string("\x1B\x45\x01", 3) : std::string("\x1B\x45\x00", 3);
        bytes += to_cp850(in_columns(line, static_cast<std::size_t>(options.columns))) + "\n";
    }
    bytes += "\n\n\n\n" + std::string("\x1D\x56\x42\x00", 4);
    return bytes;
}

}  // namespace aquacis::office
