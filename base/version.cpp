#include "base/version.hpp"

namespace aquacis {

const char version[] = AQUACIS_VERSION;

}  // namespace aquacis
