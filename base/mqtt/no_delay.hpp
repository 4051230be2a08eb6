#pragma once

#include <string>

namespace aquacis::mqtt {

// Tells every connection of this process to the server's port ("ssl://broker:8883") to send at once. Paho keeps its
// socket to itself and leaves Nagle's wait on, so that small publishes and acknowledgements wait for the other end's
// delayed acknowledgement, 40 ms each time. Best effort: what cannot be told goes on, slower.
void send_at_once(const std::string& server);

}  // namespace aquacis::mqtt
