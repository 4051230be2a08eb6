#pragma once
// What a meter says of itself, in the few words that concern a bill.

#include <span>
#include <string>
#include <string_view>

namespace aquacis::metering {

// "leak,tamper": leak, burst, reverse, dry, tamper, blocked, each once, in this order. Drivers name the same thing in
// many words (LEAK, LEAKAGE, CONTINUOUS_FLOW); what was but is over (WAS_LEAKING, P_LEAK) does not count.
std::string remark_of(std::span<const std::string> status);
// Both, each word once, in the order above; other words stand behind them as they come.
std::string join_remarks(std::string_view one, std::string_view other);
bool has_word(std::string_view remark, std::string_view word);
void add_word(std::string& remark, std::string_view word);

}  // namespace aquacis::metering
