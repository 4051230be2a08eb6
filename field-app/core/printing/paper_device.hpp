#pragma once
// Bytes to a receipt printer, within a time: a printer that does not take them holds nobody up for longer.

#include <chrono>
#include <filesystem>
#include <string_view>

namespace aquacis::office {

// What is known of a paper afterwards. Only `confirmed` comes from the printer's own word; `sent` is a printer that
// takes bytes and says nothing.
enum class Sent { confirmed, sent, no_paper, stuck, absent };
constexpr bool came_out(Sent sent) { return sent == Sent::confirmed || sent == Sent::sent; }

struct PaperLimits {
    std::chrono::milliseconds whole{4000};
    std::chrono::milliseconds answer{300};  // for the printer's status; many never answer
    bool needs_paper = true;                // false: a drawer's pulse
};

// Asks for paper first (DLE EOT 4) where the device can answer: without paper nothing is sent. Never throws.
Sent send_to_printer(const std::filesystem::path& device, std::string_view bytes, PaperLimits limits = {});

}  // namespace aquacis::office
