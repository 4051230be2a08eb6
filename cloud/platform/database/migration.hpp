#pragma once
// One step of a database's schema, up and down. aquacis_embed_migrations makes the arrays.

#include <span>
#include <string_view>

namespace aquacis::platform {

struct Migration {
    int number;
    std::string_view name;
    std::string_view up;
    std::string_view down;
};

using Migrations = std::span<const Migration>;

}  // namespace aquacis::platform
