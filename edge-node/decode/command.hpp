#pragma once
// The subcommands `decode` and `decode-lorawan` of aquacis-edge. argv[0] is the subcommand's name.

namespace aquacis::edge {

int decode_command(int argc, char** argv);
int decode_lorawan_command(int argc, char** argv);

}  // namespace aquacis::edge
