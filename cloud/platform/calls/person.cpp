#include "cloud/platform/calls/person.hpp"

namespace aquacis::platform {

bool is_person(const Caller& caller) { return !caller.subject.empty() && !caller.subject.starts_with("context:"); }

}  // namespace aquacis::platform
