#include "cloud/synchub/store/columns.hpp"

#include <stdexcept>

namespace aquacis::synchub {

Uuid uuid_of(const pqxx::field& field) {
    const auto id = Uuid::parse(field.c_str());
    if (!id) throw std::runtime_error("synchub: a column that should hold an id does not");
    return *id;
}

}  // namespace aquacis::synchub
