#pragma once
// File descriptors of this process: sockets that anybody may open leave some of them to databases and files.

namespace aquacis {

// As many as the system lets this process have, 65,536 at most.
void raise_descriptor_limit();

// How many sockets of others may be open: all descriptors but 256; of a small limit, half.
int most_guests();

// Whether one more leaves what is kept back. The system always gives the lowest number that is free, so a number among
// the kept ones is given only when everything below is taken, whoever took it.
bool has_room_for_guest();

}  // namespace aquacis
