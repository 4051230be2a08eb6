// aquacis-edge: the program beside the meters.

#include <cstdio>
#include <exception>
#include <string_view>

#include "base/version.hpp"
#include "edge-node/decode/command.hpp"
#include "edge-node/enroll/enroll_command.hpp"
#include "edge-node/gateway/local_commands.hpp"
#include "edge-node/gateway/run_command.hpp"
#include "edge-node/update/update_command.hpp"

namespace {

constexpr char usage[] =
    "usage: aquacis-edge COMMAND [options]     aquacis-edge COMMAND --help says what a command takes\n"
    "\n"
    "  run             hear meters and bring their readings to the cloud\n"
    "  enroll          make this machine one of the utility's gateways, by a one-time code\n"
    "  status          what waits in the spool\n"
    "  password        a new password for the local page\n"
    "  update          signed bundles, two slots, a health gate\n"
    "  decode          telegrams of wireless and wired M-Bus, to readings\n"
    "  decode-lorawan  payloads of LoRaWAN, to readings\n"
    "  --version       which release this is\n";

}  // namespace

// Which command the first word is; a fault of any is told and is the program's status.
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
        if (command == "--version") return std::printf("aquacis-edge %s\n", aquacis::version), 0;
        if (command == "--help" || command == "-h") return std::fputs(usage, stdout), 0;
        std::fprintf(stderr, "aquacis-edge: there is no command '%s'\n%s", argc > 1 ? argv[1] : "", usage);
        return 2;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "aquacis-edge: %s\n", fault.what());
        return 1;
    }
}
