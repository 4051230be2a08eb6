#pragma once
// A partition of the feed: everything that the office nodes of one administration show.

#include <string>

#include "base/id.hpp"

namespace aquacis::synchub {

std::string partition_of(AdministrationId administration);

}  // namespace aquacis::synchub
