#pragma once

namespace aquacis::edge {

// aquacis-edge update check | install | status | mark-good | rollback | gate | start | pack. argv[0] is the
// subcommand's name.
int update_command(int argc, char** argv);

}  // namespace aquacis::edge
