#include "base/code128.hpp"

#include <array>
#include <cassert>
#include <numeric>

namespace aquacis {
namespace {

// The six widths of each of the 106 symbols; the standard's table.
constexpr std::array<std::string_view, 106> symbols{
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232"};
constexpr std::string_view stop = "2331112";
constexpr std::size_t start_b = 104;
constexpr std::size_t longest = 48;

void append(std::vector<std::uint8_t>& widths, std::string_view pattern) {
    for (const char width : pattern)
        widths.push_back(static_cast<std::uint8_t>(width - '0'));
}

}  // namespace

std::vector<std::uint8_t> code128(std::string_view text) {
    assert(!text.empty() && text.size() <= longest);
    std::vector<std::uint8_t> widths;
    std::size_t checksum = start_b;
    append(widths, symbols[start_b]);
    for (std::size_t i = 0; i < text.size(); ++i) {
        assert(text[i] >= ' ' && text[i] <= '~');
        const auto value = static_cast<std::size_t>(text[i] - ' ');
        checksum += value * (i + 1);
        append(widths, symbols.at(value));
    }
    append(widths, symbols[checksum % 103]);
    append(widths, stop);
    return widths;
}

int code128_modules(std::string_view text) {
    const auto widths = code128(text);
    return std::accumulate(widths.begin(), widths.end(), 0);
}

}  // namespace aquacis
