#pragma once
// What a context's database need not remember for ever: which events took effect, once the log no longer holds them,
// and dead letters that were dealt with.

#include "cloud/platform/database/postgres.hpp"

namespace aquacis::platform {

struct Retention {
    int inbox_days = 35;    // more than the log keeps (30): an event that can still be read must be known
    int letter_days = 400;  // of dead letters, replayed or not
};

// Some of what is too old goes; true when there may be more.
bool tidy_context(Pool& database, const Retention& retention);

}  // namespace aquacis::platform
