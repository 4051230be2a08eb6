#include "field-app/core/printing/escpos.hpp"

#include <algorithm>
#include <array>

#include "base/code128.hpp"

namespace aquacis::office {
namespace {

using Kind = ReceiptLine::Kind;

constexpr int dots_per_column = 12;  // font A
constexpr int most_dots_a_module = 3;
constexpr int bar_rows = 72;  // 9 mm

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
        case Kind::code:
            break;
    }
    return cut(line.left, width);
}

// Code 128 in the middle of the paper (GS v 0), as wide as fits; nothing when it does not fit. The white sides that a
// scanner wants are the paper's own: no printer reaches its last 4 mm, which are ten modules of three dots.
std::string raster(std::string_view code, int paper_dots) {
    const int modules = code128_modules(code);
    const int dots = std::min(most_dots_a_module, paper_dots / modules);
    if (dots < 2) return {};
    std::vector<bool> row(static_cast<std::size_t>(paper_dots), false);
    auto at = static_cast<std::size_t>((paper_dots - modules * dots) / 2);
    bool bar = true;
    for (const std::uint8_t width : code128(code)) {
        for (int i = 0; i < width * dots; ++i)
            row[at++] = bar;
        bar = !bar;
    }
    std::string packed(row.size() / 8, '\0');
    for (std::size_t i = 0; i < row.size(); ++i)
        if (row[i]) packed[i / 8] = static_cast<char>(static_cast<unsigned char>(packed[i / 8]) | (0x80U >> (i % 8)));
    std::string bytes("\x1D\x76\x30\x00", 4);
    bytes += {static_cast<char>(packed.size()), '\0', static_cast<char>(bar_rows), '\0'};
    for (int i = 0; i < bar_rows; ++i)
        bytes += packed;
    return bytes;
}

}  // namespace

std::string escpos(const std::vector<ReceiptLine>& lines, EscPosOptions options) {
    std::string bytes("\x1B\x40\x1B\x74\x02", 5);  // reset, code page 850
    if (options.open_drawer) bytes += drawer_pulse;
    for (const ReceiptLine& line : lines) {
        if (line.kind == Kind::code) {
            bytes += raster(line.left, options.columns * dots_per_column);
            continue;
        }
        bytes += line.strong ? std::string("\x1B\x45\x01", 3) : std::string("\x1B\x45\x00", 3);
        bytes += to_cp850(in_columns(line, static_cast<std::size_t>(options.columns))) + "\n";
    }
    bytes += "\n\n\n\n" + std::string("\x1D\x56\x42\x00", 4);
    return bytes;
}

}  // namespace aquacis::office
