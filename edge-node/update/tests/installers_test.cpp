// What installers/edge holds is taken by the programs that it is for: systemd, RAUC, the bundle hook's shell.

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "edge-node/update/tests/gateway_machine.hpp"

namespace aquacis::edge::update::test {
namespace {

namespace fs = std::filesystem;

fs::path installers() {
    const char* source = std::getenv("AQUACIS_SOURCE");
    return fs::path(source == nullptr ? "." : source) / "installers/edge";
}

bool is_there(const std::string& program) { return run_shell("command -v " + program).status == 0; }

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

// RAUC wants more than one block of squashfs.
std::string incompressible() {
    std::mt19937 random{20'261'123};
    std::string bytes(100'000, ' ');
    for (char& byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

TEST(Installers, units_are_taken_by_systemd) {
    if (!is_there("systemd-analyze")) GTEST_SKIP() << "systemd-analyze is not installed";
    const TempFolder folder;
    std::string files;
    for (const char* name :
         {"aquacis-edge.service", "aquacis-edge-health.service", "aquacis-edge-health.path",
          "aquacis-edge-health.timer", "aquacis-edge-fetched.service", "aquacis-edge-fetched.path"}) {
        write(folder.path / name, replaced(read(installers() / name), "/usr/bin/aquacis-edge", "/bin/true"));
        files += " " + (folder.path / name).string();
    }
    const Ran ran = run_shell("systemd-analyze verify" + files);
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_EQ(ran.output, "");
}

TEST(Installers, rauc_makes_and_verifies_a_bundle_by_the_same_keys) {
    if (!is_there("rauc") || !is_there("mksquashfs")) GTEST_SKIP() << "rauc or squashfs-tools is not installed";
    const TempFolder folder;
    const ReleaseAuthority authority;
    const auto make = [&](const std::string& name, const Pem& signer) {
        write(folder.path / "release.crt", signer.certificate);
        write(folder.path / "release.key", signer.key);
        fs::create_directory(folder.path / name);
        write(folder.path / name / "manifest.raucm",
              replaced(read(installers() / "rauc/manifest.raucm"), "@VERSION@", "1.4.0"));
        write(folder.path / name / "rootfs.img", incompressible());
        fs::copy_file(installers() / "rauc/hook", folder.path / name / "hook");
        const std::string in = folder.path.string() + "/";
        return run_shell("rauc --cert " + in + "release.crt --key " + in + "release.key bundle " + in + name + " " +
                         in + name + ".raucb");
    };
    write(folder.path / "keys.pem", authority.certificate());
    fs::create_directory(folder.path / "data");
    std::string settings = replaced(read(installers() / "rauc/system.conf"), "/etc/aquacis-edge/release-keys.pem",
                                    (folder.path / "keys.pem").string());
    write(folder.path / "system.conf", replaced(settings, "/data/rauc", (folder.path / "data").string()));
    const auto look = [&](const std::string& name) {
        return run_shell("rauc --conf " + (folder.path / "system.conf").string() + " info " +
                         (folder.path / name).string());
    };
    const Ran made = make("good", authority.issue());
    ASSERT_EQ(made.status, 0) << made.output;
    const Ran good = look("good.raucb");
    EXPECT_EQ(good.status, 0) << good.output;
    EXPECT_NE(good.output.find("aquacis-edge-gateway-amd64"), std::string::npos);
    ASSERT_EQ(make("device", authority.issue({.use = "clientAuth"})).status, 0);
    EXPECT_NE(look("device.raucb").status, 0);
    ASSERT_EQ(make("strange", ReleaseAuthority().issue()).status, 0);
    EXPECT_NE(look("strange.raucb").status, 0);
}

TEST(Installers, raucs_hook_refuses_another_machine) {
    const std::string hook = (installers() / "rauc/hook").string() + " install-check";
    const auto ask = [&](const std::string& wanted, const std::string& version) {
        return run_shell("RAUC_SYSTEM_COMPATIBLE=ours RAUC_MF_COMPATIBLE=" + wanted + " RAUC_MF_VERSION=" + version +
                         " " + hook);
    };
    EXPECT_EQ(ask("ours", "9999.0").status, 0);
    const Ran other = ask("theirs", "9999.0");
    EXPECT_EQ(other.status, 10);
    EXPECT_NE(other.output.find("the bundle is for theirs"), std::string::npos);
}

}  // namespace
}  // namespace aquacis::edge::update::test
