#pragma once
// An amount as it is said: "mil doscientos ochenta y cuatro pesos 60/100". What one reads aloud is not overlooked.

#include <string>

#include "base/money.hpp"

namespace aquacis::office {

// From zero to 999,999,999.99; a negative one begins with "menos".
std::string said(Money amount);

}  // namespace aquacis::office
