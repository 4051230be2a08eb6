#pragma once
// SAT's own files, kept beside the project and not in it, and the tools that check a CFDI against them.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace aquacis::fiscal::test {

inline std::optional<std::filesystem::path> sat_folder() {
    const char* source = std::getenv("AQUACIS_SOURCE");
    if (source == nullptr) return std::nullopt;
    std::filesystem::path folder = std::filesystem::path(source) / "../shared/data/cfdi";
    return std::filesystem::exists(folder) ? std::optional(std::filesystem::canonical(folder)) : std::nullopt;
}

inline std::string read_all(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream content;
    content << in.rdbuf();
    return content.str();
}

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "aquacis-fiscal-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::string& name, const std::string& content) const {
        std::ofstream(path_ / name, std::ios::binary) << content;
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

struct Output {
    int status;
    std::string text;  // what it wrote to standard output
};

// The command says itself what becomes of its standard error.
inline Output run(const std::string& command) {
    Output output{-1, {}};
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4096> buffer{};
    for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        output.text.append(buffer.data(), n);
    output.status = pclose(pipe);
    return output;
}

}  // namespace aquacis::fiscal::test
