#pragma once
// Drivers are data: edge-node/drivers/*.toml, one file per meter type. See edge-node/drivers/README.md.

#include <filesystem>
#include <memory>

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

struct Driver;

class Drivers {
public:
    static Drivers built_in();  // the files embedded at build time
    // Every *.toml of the folder, before the built-in ones. Throws std::runtime_error naming the file and what is
    // wrong.
    static Drivers from_folder(const std::filesystem::path& folder);

    // Null when no driver names this meter: the generic decode applies.
    const Driver* find(const MeterAddress& address) const;
    const std::vector<std::shared_ptr<const Driver>>& all() const { return drivers_; }

private:
    std::vector<std::shared_ptr<const Driver>> drivers_;
};

}  // namespace aquacis::edge
