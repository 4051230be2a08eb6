#pragma once
// A CFDI read with libxml2, by nobody's code but this program's: what it finds is an opinion of its own.

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace aquacis::fiscal::pacsim {

struct Node {
    std::string name;   // without prefix
    std::string space;  // the namespace
    std::map<std::string, std::string> attributes;
    std::vector<Node> children;

    const Node* child(const std::string& wanted) const;
    std::vector<const Node*> all(const std::string& wanted) const;
    std::string operator[](const std::string& attribute) const;  // empty when absent
    bool has(const std::string& attribute) const { return attributes.count(attribute) != 0; }
};

// Nothing when it is not well-formed, carries a DTD, or its root is no cfdi:Comprobante.
std::optional<Node> read_document(const std::string& xml);
// As SAT's cadenaoriginal_4_0.xslt gives it, for what a water bill and its payment complement hold.
std::string cadena_of(const Node& comprobante);

}  // namespace aquacis::fiscal::pacsim
