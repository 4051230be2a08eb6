#pragma once
// Who the customers are: the context that aquacisd registers.
// Settings: personal_data.keys_file (or AQUACIS_PERSONAL_DATA_KEYS), the keys of the personal fields; see
// field_cipher.hpp.

#include "cloud/platform/host/module.hpp"

namespace aquacis::customers {

platform::ModuleDescriptor module();

}  // namespace aquacis::customers
