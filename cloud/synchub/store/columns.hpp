#pragma once
// What synchub's columns hold, as values.

#include <pqxx/pqxx>

#include "base/uuid.hpp"

namespace aquacis::synchub {

Uuid uuid_of(const pqxx::field& field);  // throws std::runtime_error when it holds none

}  // namespace aquacis::synchub
