#pragma once
// What a till offers at once and what the server reads of one payment is the same number, by being the same constant.

namespace aquacis {

inline constexpr int most_debts_of_a_payment = 360;  // thirty years of monthly bills

}  // namespace aquacis
