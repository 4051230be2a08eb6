#include "cloud/aquacisd/asyncapi.hpp"

#include <cstdio>

#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/commands.hpp"

namespace aquacis::aquacisctl {

void add_asyncapi_command(Command& app) {
    app.add_command("asyncapi", "every topic, who tells it and who takes it, as AsyncAPI 3").when_given([] {
        std::fputs(aquacisd::asyncapi().c_str(), stdout);
    });
}

}  // namespace aquacis::aquacisctl
