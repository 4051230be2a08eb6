#pragma once
// The subcommand `run` of aquacis-edge: the daemon until SIGTERM. argv[0] is the subcommand's name.

namespace aquacis::edge {

int run_command(int argc, char** argv);

}  // namespace aquacis::edge
