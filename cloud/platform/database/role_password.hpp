#pragma once
// What a role logs in with on a server that asks for a password.

#include <string>

namespace aquacis::platform {

// `admin` is libpq's words for a role that may alter others. The server and its log see the password only as its
// digest.
void set_role_password(const std::string& admin, const std::string& role, const std::string& password);

}  // namespace aquacis::platform
