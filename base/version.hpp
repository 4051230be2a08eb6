#pragma once
// The release of these programs, as `--version` says it and as a node tells it to the cloud.

namespace aquacis {

extern const char version[];  // "0.1.0": the project's, of CMakeLists.txt

}  // namespace aquacis
