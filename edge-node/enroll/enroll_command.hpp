#pragma once

namespace aquacis::edge {

// aquacis-edge enroll --server URL [--code CODE] [--folder DIR] [--ca FILE] [--again]; the code from standard input
// when it is not given.
int enroll_command(int argc, char** argv);

}  // namespace aquacis::edge
