#include "cloud/synchub/domain/partition.hpp"

namespace aquacis::synchub {

std::string partition_of(AdministrationId administration) { return "admin/" + std::to_string(administration.number()); }

}  // namespace aquacis::synchub
