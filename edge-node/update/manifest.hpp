#pragma once
// What a bundle brings (JSON): {"version":"1.4.0","compatible":"aquacis-edge-debian12-amd64",
//   "files":[{"path":"bin/aquacis-edge","size":1234,"sha256":"…64 hex…","executable":true}, …]}

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aquacis::edge::update {

inline constexpr std::string_view program_path = "bin/aquacis-edge";

// "1.4", "1.4.0": from one to four numbers; what is missing counts as 0.
class Version {
public:
    static std::optional<Version> parse(std::string_view text);
    auto operator<=>(const Version&) const = default;

private:
    std::array<std::uint32_t, 4> parts_{};
};

struct ManifestFile {
    std::string path;  // beneath the slot's folder
    std::int64_t size = 0;
    std::string sha256;  // lower-case hex
    bool executable = false;
};

struct Manifest {
    std::string version;
    std::string compatible;
    std::vector<ManifestFile> files;

    static Manifest parse(std::string_view json);  // throws UpdateError, also for paths that leave the folder
    std::string to_json() const;
    std::int64_t bytes() const;
};

}  // namespace aquacis::edge::update
