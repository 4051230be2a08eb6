#pragma once
// A bundle is one file: "AQUACIS BUNDLE 1\n", "<bytes of the manifest> <bytes of the signature>\n", the manifest
// (JSON), its detached CMS signature (DER), then the files' bytes in the manifest's order and nothing after them.

#include <filesystem>
#include <functional>
#include <string>

#include "base/time.hpp"
#include "edge-node/update/manifest.hpp"

namespace aquacis::edge::update {

class Bundle {
public:
    // Reads the manifest, and believes it only when it is signed at `now` by a certificate of `keys_pem`. Throws
    // UpdateError.
    Bundle(std::filesystem::path file, const std::string& keys_pem, Instant now);

    const Manifest& manifest() const { return manifest_; }
    const std::string& manifest_json() const { return manifest_json_; }
    void check() const;  // every file's length and hash, nothing written; throws UpdateError

    using Take = std::function<void(std::string_view)>;
    // The file's bytes in pieces. Throws UpdateError at its end when they are not what was signed.
    void read(const ManifestFile& file, const Take& take) const;

private:
    const std::filesystem::path file_;
    std::string manifest_json_;
    Manifest manifest_;
    std::int64_t content_begin_ = 0;
};

std::string sha256_of(const std::filesystem::path& file);  // lower-case hex; throws UpdateError when it cannot be read

// Each regular file beneath `folder`, in order of path. Throws UpdateError, also for a link or a device.
Manifest make_manifest(const std::filesystem::path& folder, std::string version, std::string compatible);
void write_bundle(const std::filesystem::path& bundle, const std::filesystem::path& folder, const Manifest& manifest,
                  const std::string& signature);

}  // namespace aquacis::edge::update
