#pragma once
// Who the customers are: the context that aquacisd registers.
// Settings: customers.field_keys_file (or AQUACIS_CUSTOMERS_FIELD_KEYS), the keys of the personal fields; see field_cipher.hpp.

#include "cloud/platform/module.hpp"

namespace aquacis::customers {

platform::ModuleDescriptor descriptor();

}  // namespace aquacis::customers
