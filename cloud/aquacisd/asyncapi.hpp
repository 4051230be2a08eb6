#pragma once
// What contexts tell each other by events, as the protos' options and the contexts' rooms say it.

#include <string>
#include <vector>

namespace google::protobuf {
class Descriptor;
}

namespace aquacis::aquacisd {

struct Topic {
    std::string name;  // "invoice.generated"
    const google::protobuf::Descriptor* message = nullptr;
    std::string producer;
    std::vector<std::string> consumers;  // none: it is for other systems, or for later
};
std::vector<Topic> every_topic();  // by name

std::string asyncapi();  // AsyncAPI 3.0, JSON

}  // namespace aquacis::aquacisd
