#include "cloud/aquacisd/asyncapi.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {

void add_asyncapi_command(CLI::App& app) {
    app.add_subcommand("asyncapi", "Print every topic, who tells it and who takes it, as AsyncAPI 3")->callback([] {
        std::fputs(aquacisd::asyncapi().c_str(), stdout);
    });
}

}  // namespace aquacis::aquacisctl
