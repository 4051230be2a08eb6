#include "edge-node/enroll/enroll_command.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/command_line/command_line.hpp"
#include "edge-node/enroll/enrollment.hpp"

namespace aquacis::edge {
namespace {

constexpr const char* usual_folder = "/var/lib/aquacis-edge/identity";

std::string read_code() {
    if (::isatty(STDIN_FILENO) != 0) std::fputs("code: ", stderr);
    std::string code;
    std::getline(std::cin, code);
    return code;
}

}  // namespace

int enroll_command(int argc, char** argv) {
    CommandLine app{
        "Makes this machine one of the utility's gateways, by the one-time code of: aquacisctl gateway invite",
        "aquacis-edge enroll"};
    EnrollmentWish wish;
    std::string folder = usual_folder, ca_file;
    app.add_option("--server", wish.server, "the utility's API, such as https://api.utility.mx").required();
    app.add_option(
        "--code", wish.code,
        "the one-time code; without it, it is read from standard input and stays out of the shell's history");
    app.add_option("--folder", folder, "where key, certificates and identity.toml go").show_default();
    app.add_option("--ca", ca_file, "an authority of the server's certificate that the system does not know (PEM)")
        .existing_file();
    app.add_flag("--again", wish.again, "though the folder holds an identity");
    if (const auto status = app.parse(argc, argv)) return *status;
    ::signal(SIGPIPE, SIG_IGN);
    if (!ca_file.empty()) {
        std::ifstream in(ca_file);
        wish.authorities_pem.assign(std::istreambuf_iterator<char>(in), {});
    }
    if (wish.code.empty()) wish.code = read_code();
    try {
        const IdentityFolder kept(folder);
        const Identity identity = enroll(wish, kept, SystemClock());
        std::printf(
            "enrolled as %s of administration %d, sending to %s\nname it in the settings:  [gateway] identity_file = "
            "\"%s\"\n",
            identity.gateway_id.c_str(), identity.administration, identity.server.c_str(),
            (kept.path() / "identity.toml").c_str());
        return 0;
    } catch (const EnrollmentError& fault) {
        std::fprintf(stderr, "aquacis-edge: %s\n", fault.what());
        return 1;
    }
}

}  // namespace aquacis::edge
