#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "base/certificates/device_authority.hpp"
#include "base/command_line/command_line.hpp"
#include "base/durable_file.hpp"
#include "cloud/aquacisctl/client.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string out, name, ca_file, key_file, request_file, device;
    int administration = 0;
};

void keep(const std::filesystem::path& key_file, const std::filesystem::path& certificate_file,
          const DeviceAuthority::NewAuthority& made) {
    if (std::filesystem::exists(key_file))
        throw std::runtime_error(key_file.string() + " is there already; it is never written over");
    std::filesystem::create_directories(key_file.parent_path());
    write_durably(key_file, made.key_pem);
    write_durably(certificate_file, made.certificate_pem, 0644);
}

void make(const Options& options) {
    const std::filesystem::path folder(options.out);
    keep(folder / "ca.key", folder / "ca.crt",
         DeviceAuthority::make(options.name, SystemClock().now(), system_random()));
    std::printf(
        "made %s and ca.key (0600), good for ten years. Name them in aquacisd's settings: synchub.device_ca and "
        "synchub.device_ca_key_file, and add the certificate to the file of grpc.ca\n",
        (folder / "ca.crt").c_str());
}

void make_recovery(const Options& options) {
    const std::filesystem::path folder(options.out);
    keep(folder / "recovery.key", folder / "recovery.crt",
         DeviceAuthority::make_recovery(options.name, SystemClock().now(), system_random()));
    std::printf(
        "made %s: name it in aquacisd's settings, synchub.recovery_certificate. Take recovery.key (0600) off this "
        "machine and into the safe: it opens the file of every till that is enrolled from now on\n",
        (folder / "recovery.crt").c_str());
}

void sign(const Options& options) {
    if (!Uuid::parse(options.device)) throw std::runtime_error("--device is no UUID; device list shows a device's");
    const DeviceAuthority authority({read_file(options.ca_file), read_file(options.key_file), "--ca"});
    const auto certificate = authority.sign({AdministrationId(options.administration), "device:" + options.device},
                                            read_file(options.request_file), SystemClock().now(), system_random());
    if (!certificate) throw std::runtime_error(certificate.refusal().message + " " + certificate.refusal().remedy);
    std::fprintf(stderr, "serial %s, good until %s. Tell the cloud of it: aquacisctl device register\n",
                 certificate->serial.c_str(), to_iso(certificate->until).c_str());
    std::printf("%s", certificate->pem.c_str());
}

}  // namespace

void add_ca_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto ca = app.add_command("ca", "the authority of devices' certificates: make one, sign by hand");
    ca.needs_a_command();
    auto making = ca.add_command("make", "a new authority: ca.crt and ca.key");
    making.add_option("--out", options->out, "the folder").required();
    making.add_option("--name", options->name, "its common name, such as \"CEA devices 2026\"").required();
    making.when_given([options] { make(*options); });
    auto recovery = ca.add_command("recovery", "what tills wrap their file's key for: recovery.crt and recovery.key");
    recovery.add_option("--out", options->out, "the folder").required();
    recovery.add_option("--name", options->name, "its common name, such as \"CEA recovery 2026\"").required();
    recovery.when_given([options] { make_recovery(*options); });
    auto signing = ca.add_command("sign", "a device's request; the certificate goes to standard output");
    signing.add_option("--ca", options->ca_file).required().existing_file();
    signing.add_option("--key", options->key_file).required().existing_file();
    signing.add_option("--request", options->request_file, "PKCS #10, P-256").required().existing_file();
    signing.add_option("--device", options->device, "its id, a UUID").required();
    signing.add_option("--administration", options->administration).required().between(1, 9999);
    signing.when_given([options] { sign(*options); });
}

}  // namespace aquacis::aquacisctl
