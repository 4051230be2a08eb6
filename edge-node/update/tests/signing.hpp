#pragma once
// Authorities, release certificates and bundles for a test, made by it.

#include <filesystem>
#include <map>
#include <string>

#include "base/time.hpp"

namespace aquacis::edge::update::test {

inline const std::string compatible = "aquacis-edge-test";

struct Pem {
    std::string certificate;
    std::string key;
};

struct SignerWish {
    int good_for_days = 30;  // less than 0: it ended that many days ago
    std::string use = "codeSigning";
};

class ReleaseAuthority {
public:
    ReleaseAuthority();
    const std::string& certificate() const { return own_.certificate; }
    Pem issue(const SignerWish& wish = {}) const;

private:
    Pem own_;
};

// A folder of its own, gone with the object.
class TempFolder {
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    std::filesystem::path path;
};

struct ReleaseWish {
    std::string version = "1.0.0";
    std::string made_for = compatible;
    std::map<std::string, std::string> files{{"bin/aquacis-edge", "#!/bin/sh\nexit 0\n"},
                                             {"share/drivers/one.toml", "name = \"one\"\n"}};
};

// A signed bundle `name` in `folder`.
std::filesystem::path make_bundle(const std::filesystem::path& folder, const std::string& name, const Pem& signer,
                                  const ReleaseWish& wish = {});
void write(const std::filesystem::path& file, const std::string& content);
std::string read(const std::filesystem::path& file);

Instant now();

}  // namespace aquacis::edge::update::test
