#pragma once
// Lines as a thermal printer takes them: ESC/POS, code page 850, bars as a raster that every printer draws.

#include <string>
#include <vector>

#include "field-app/core/domain/receipt.hpp"

namespace aquacis::office {

struct EscPosOptions {
    int columns = 48;  // 48 or 42 on 80 mm, 32 on 58 mm
    bool open_drawer = false;
};
// Cut at the end.
std::string escpos(const std::vector<ReceiptLine>& lines, EscPosOptions options);

inline constexpr std::string_view drawer_pulse("\x1B\x70\x00\x32\xFA", 5);

}  // namespace aquacis::office
