#include "edge-node/update/manifest.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update {
namespace {

using nlohmann::json;

constexpr std::size_t max_files = 256;
constexpr std::size_t max_path = 200;
constexpr std::int64_t max_file_bytes = 1'000'000'000;
constexpr std::size_t max_compatible = 100;

bool is_plain(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_'; }

bool is_inside(const std::string& path) {
    if (path.empty() || path.size() > max_path) return false;
    std::size_t begin = 0;
    while (begin <= path.size()) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view part = std::string_view(path).substr(begin, end - begin);
        if (part.empty() || part == "." || part == ".." || !std::all_of(part.begin(), part.end(), is_plain))
            return false;
        begin = end + 1;
    }
    return true;
}

bool is_sha256(const std::string& text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// One file of the manifest: all four fields of the right type, a path that stays inside the slot, a size within the
// limit.
ManifestFile read_file(const json& told) {
    ManifestFile file;
    if (!told.is_object() || !told.contains("path") || !told["path"].is_string() || !told.contains("size") ||
        !told["size"].is_number_integer() || !told.contains("sha256") || !told["sha256"].is_string() ||
        !told.contains("executable") || !told["executable"].is_boolean())
        throw UpdateError("the manifest's file has no path, size, sha256 and executable");
    file.path = told["path"];
    if (!is_inside(file.path))
        throw UpdateError("the manifest names a path that leaves the slot's folder or is no plain name: " + file.path);
    file.size = told["size"];
    file.sha256 = told["sha256"];
    file.executable = told["executable"];
    if (file.size < 0 || file.size > max_file_bytes || !is_sha256(file.sha256))
        throw UpdateError("the manifest's size or sha256 is wrong: " + file.path);
    return file;
}

void check_paths(const std::vector<ManifestFile>& files) {
    std::set<std::string> names{"manifest.json"};
    for (const ManifestFile& file : files)
        if (!names.insert(file.path).second) throw UpdateError("the manifest names a file twice: " + file.path);
    for (const std::string& name : names)
        for (std::size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1))
            if (names.contains(name.substr(0, slash)))
                throw UpdateError("the manifest has a file and a folder of one name: " + name);
}

}  // namespace

std::optional<Version> Version::parse(std::string_view text) {
    Version made;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    for (std::size_t i = 0; i < made.parts_.size(); ++i) {
        const auto [next, fault] = std::from_chars(at, end, made.parts_[i]);
        if (fault != std::errc()) return std::nullopt;
        if (next == end) return made;
        if (*next != '.') return std::nullopt;
        at = next + 1;
    }
    return std::nullopt;
}

Manifest Manifest::parse(std::string_view text) {
    const json told = json::parse(text, nullptr, false);
    if (!told.is_object() || !told.contains("version") || !told["version"].is_string() ||
        !told.contains("compatible") || !told["compatible"].is_string() || !told.contains("files") ||
        !told["files"].is_array())
        throw UpdateError("the manifest has no version, compatible and files");
    Manifest made{told["version"], told["compatible"], {}};
    if (!Version::parse(made.version))
        throw UpdateError("the manifest's version is not of numbers such as 1.4.0: " + made.version);
    if (made.compatible.empty() || made.compatible.size() > max_compatible ||
        !std::all_of(made.compatible.begin(), made.compatible.end(), is_plain))
        throw UpdateError("the manifest's compatible is no plain name");
    if (told["files"].size() > max_files)
        throw UpdateError("the manifest has more than " + std::to_string(max_files) + " files");
    for (const json& file : told["files"])
        made.files.push_back(read_file(file));
    check_paths(made.files);
    const auto program = std::find_if(made.files.begin(), made.files.end(),
                                      [](const ManifestFile& file) { return file.path == program_path; });
    if (program == made.files.end() || !program->executable)
        throw UpdateError("the bundle brings no executable " + std::string(program_path));
    return made;
}

std::string Manifest::to_json() const {
    nlohmann::ordered_json told{
        {"version", version}, {"compatible", compatible}, {"files", nlohmann::ordered_json::array()}};
    for (const ManifestFile& file : files)
        told["files"].push_back(
            {{"path", file.path}, {"size", file.size}, {"sha256", file.sha256}, {"executable", file.executable}});
    return told.dump(1) + "\n";
}

std::int64_t Manifest::bytes() const {
    std::int64_t sum = 0;
    for (const ManifestFile& file : files)
        sum += file.size;
    return sum;
}

}  // namespace aquacis::edge::update
