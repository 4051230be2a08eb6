#pragma once
// What a technician runs beside the daemon. argv[0] is the subcommand's name.

namespace aquacis::edge {

int status_command(int argc,
                   char** argv);  // is it well, what waits: read from the spool's file, also while the daemon runs
int password_command(int argc, char** argv);  // a new password for the local page, shown once

}  // namespace aquacis::edge
