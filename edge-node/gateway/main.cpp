// aquacis-edge: the program beside the meters.

#include <cstdio>
#include <exception>
#include <string_view>

#include "edge-node/decode/command.hpp"
#include "edge-node/enroll/enroll_command.hpp"
#include "edge-node/gateway/local_commands.hpp"
#include "edge-node/gateway/run_command.hpp"
#include "edge-node/update/update_command.hpp"

int main(int argc, char** argv) {
    try {
        const std::string_view command = argc > 1 ? argv[1] : "";
        if (command == "run") return aquacis::edge::run_command(argc - 1, argv + 1);
        if (command == "enroll") return aquacis::edge::enroll_command(argc - 1, argv + 1);
        if (command == "status") return aquacis::edge::status_command(argc - 1, argv + 1);
        if (command == "password") return aquacis::edge::password_command(argc - 1, argv + 1);
        if (command == "update") return aquacis::edge::update_command(argc - 1, argv + 1);
        if (command == "decode") return aquacis::edge::decode_command(argc - 1, argv + 1);
        if (command == "decode-lorawan") return aquacis::edge::decode_lorawan_command(argc - 1, argv + 1);
        std::fputs(
            "usage: aquacis-edge enroll | run | status | password | update | decode | decode-lorawan (--help says "
            "more)\n",
            stderr);
        return 2;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "aquacis-edge: %s\n", fault.what());
        return 1;
    }
}
