#pragma once
// A program's settings: a TOML file, over which AQUACIS_<SECTION>_<KEY> in the environment wins.
// A secret is never in the file: `password_file = "/run/secrets/db"` names where it is.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace aquacis {

// Says the key, the file and the remedy. A program prints it and ends with status 2.
struct ConfigError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Config {
public:
    Config();  // empty: only the environment and the defaults
    static Config from_file(const std::filesystem::path& file);
    static Config from_text(std::string_view toml, std::string_view name);
    ~Config();
    Config(const Config&);
    Config(Config&&) noexcept;
    Config& operator=(const Config&);
    Config& operator=(Config&&) noexcept;

    // Keys are dotted: "database.socket". Without a default the key is required: ConfigError when it is missing.
    std::string text(std::string_view key) const;
    std::string text(std::string_view key, std::string_view otherwise) const;
    std::int64_t integer(std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most) const;
    bool flag(std::string_view key, bool otherwise) const;
    std::vector<std::string> list(std::string_view key) const;  // empty when absent
    // The content of the file that `<key>_file` names, without its last line end; or the environment's AQUACIS_<KEY>.
    std::string secret(std::string_view key) const;
    // The tables of an array of tables: [[receiver]] … One Config each; empty when absent.
    std::vector<Config> tables(std::string_view key) const;
    bool has(std::string_view key) const;

private:
    struct State;
    explicit Config(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace aquacis
