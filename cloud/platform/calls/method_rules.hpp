#pragma once
// Who may call a method, as its proto says: the scope stands there and nowhere else.

#include <map>
#include <string>
#include <vector>

namespace google::protobuf {
class Descriptor;
class FileDescriptor;
class Message;
}  // namespace google::protobuf

namespace aquacis::platform {

struct MethodRule {
    std::string method;  // "aquacis.billing.v1.Billing.GetInvoice"
    std::string scope;   // empty: open
};

class MethodRules {
public:
    // Throws std::logic_error when a method has neither scope nor `open`, or both, and when two share a request and not
    // the scope: a method without a rule would be open to everybody.
    explicit MethodRules(const std::vector<const google::protobuf::FileDescriptor*>& files = linked_files());

    const MethodRule& of(const google::protobuf::Message& request) const;  // throws std::logic_error when it has none

    static std::vector<const google::protobuf::FileDescriptor*> linked_files();  // AquaCIS's own, of this program

private:
    std::map<const google::protobuf::Descriptor*, MethodRule> by_request_;
};

}  // namespace aquacis::platform
