#include "field-app/link/enroll.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/command_line/command_line.hpp"
#include "base/durable_file.hpp"
#include "sync/transport/identity.hpp"

namespace aquacis::office {
namespace {

std::string read_code() {
    if (::isatty(STDIN_FILENO) != 0) std::fputs("code: ", stderr);
    std::string code;
    std::getline(std::cin, code);
    return code;
}

}  // namespace

Enrolled enroll(const Enroll& request, Instant now) {
    check_enrollment(request, now);
    const sync::IdentityFile file(request.identity);
    if (file.exists() && !request.again)
        throw EnrollmentError(request.identity.string() + " holds an identity already; --again makes a new one");
    const DeviceKey key = file.pending_key();
    const EnrollmentAnswer answer = enroll_device(request, {"/v1/sync-authority", "/v1/devices:enroll"}, key, now);
    const nlohmann::json body = answer.body();
    const Enrolled made{body.value("device_id", ""), body.value("administration", 0), body.value("name", ""),
                        body.value("office", "")};
    if (common_name_of_certificate(answer.certificate_pem) != "device:" + made.device_id || made.administration <= 0)
        throw EnrollmentError("the server's certificate is not a device's; it is of another version than this program");
    // Before the identity: whoever has that is enrolled, and its file's key is wrapped from the first start on.
    if (const std::string recovery = body.value("recovery_pem", ""); !recovery.empty())
        write_durably(request.identity.parent_path() / "recovery.pem", recovery, 0644);
    file.keep({key.pem(), answer.certificate_pem, answer.authority_pem});
    return made;
}

int enroll_command(int argc, char** argv) {
    CommandLine app{
        "Makes this machine one of the utility's devices, by the one-time code of: aquacisctl device invite",
        "aquacis-till enroll"};
    Enroll request;
    std::string identity, ca_file;
    app.add_option("--server", request.server, "the utility's API, such as https://api.utility.mx").required();
    app.add_option("--identity", identity, "the file that key and certificate go to").required();
    app.add_option(
        "--code", request.code,
        "the one-time code; without it, it is read from standard input and stays out of the shell's history");
    app.add_option("--ca", ca_file, "an authority of the server's certificate that the system does not know (PEM)")
        .existing_file();
    app.add_flag("--again", request.again, "though the file holds an identity");
    if (const auto status = app.parse(argc, argv)) return *status;
    request.identity = identity;
    if (!ca_file.empty()) {
        std::ifstream in(ca_file);
        request.authorities_pem.assign(std::istreambuf_iterator<char>(in), {});
    }
    if (request.code.empty()) request.code = read_code();
    try {
        const Enrolled made = enroll(request, SystemClock().now());
        std::printf(
            "enrolled as %s (%s, %s) of administration %d\nname it in the settings:  [device] identity = \"%s\"\n",
            made.name.c_str(), made.device_id.c_str(), made.office.c_str(), made.administration, identity.c_str());
        return 0;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "aquacis-till: %s\n", fault.what());
        return 1;
    }
}

}  // namespace aquacis::office
