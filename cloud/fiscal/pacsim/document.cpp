#include "cloud/fiscal/pacsim/document.hpp"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <memory>

namespace aquacis::fiscal::pacsim {
namespace {

constexpr const char* cfdi_space = "http://www.sat.gob.mx/cfd/4";
constexpr int deepest = 16;

std::string text_of(const xmlChar* text) {
    return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

Node to_node(const xmlNode* element, int depth) {
    Node node{text_of(element->name), element->ns == nullptr ? "" : text_of(element->ns->href), {}, {}};
    for (const xmlAttr* attribute = element->properties; attribute != nullptr; attribute = attribute->next) {
        xmlChar* value = xmlNodeListGetString(element->doc, attribute->children, 1);
        node.attributes[text_of(attribute->name)] = text_of(value);
        xmlFree(value);
    }
    for (const xmlNode* child = element->children; child != nullptr && depth < deepest; child = child->next)
        if (child->type == XML_ELEMENT_NODE) node.children.push_back(to_node(child, depth + 1));
    return node;
}

// As the SAT's original string has its texts: no blank at either end and one between words.
std::string single_spaced(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank)
            out.push_back(c);
        else if (!out.empty() && out.back() != ' ')
            out.push_back(' ');
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

void put(std::string& cadena, const Node* node, std::initializer_list<const char*> attributes) {
    if (node == nullptr) return;
    for (const char* name : attributes)
        if (node->has(name)) (cadena += '|') += single_spaced((*node)[name]);
}

void put_taxes(std::string& cadena, const Node* impuestos) {
    if (impuestos == nullptr) return;
    if (const Node* traslados = impuestos->child("Traslados"))
        for (const Node* each : traslados->all("Traslado"))
            put(cadena, each, {"Base", "Impuesto", "TipoFactor", "TasaOCuota", "Importe"});
    if (const Node* retenciones = impuestos->child("Retenciones"))
        for (const Node* each : retenciones->all("Retencion"))
            put(cadena, each, {"Base", "Impuesto", "TipoFactor", "TasaOCuota", "Importe"});
}

void put_concepto(std::string& cadena, const Node& concepto) {
    put(cadena, &concepto,
        {"ClaveProdServ", "NoIdentificacion", "Cantidad", "ClaveUnidad", "Unidad", "Descripcion", "ValorUnitario",
         "Importe", "Descuento", "ObjetoImp"});
    put_taxes(cadena, concepto.child("Impuestos"));
    put(cadena, concepto.child("ACuentaTerceros"),
        {"RfcACuentaTerceros", "NombreACuentaTerceros", "RegimenFiscalACuentaTerceros",
         "DomicilioFiscalACuentaTerceros"});
    for (const Node* each : concepto.all("InformacionAduanera"))
        put(cadena, each, {"NumeroPedimento"});
    for (const Node* each : concepto.all("CuentaPredial"))
        put(cadena, each, {"Numero"});
}

void put_summary(std::string& cadena, const Node* impuestos) {
    if (impuestos == nullptr) return;
    if (const Node* retenciones = impuestos->child("Retenciones"))
        for (const Node* each : retenciones->all("Retencion"))
            put(cadena, each, {"Impuesto", "Importe"});
    put(cadena, impuestos, {"TotalImpuestosRetenidos"});
    if (const Node* traslados = impuestos->child("Traslados"))
        for (const Node* each : traslados->all("Traslado"))
            put(cadena, each, {"Base", "Impuesto", "TipoFactor", "TasaOCuota", "Importe"});
    put(cadena, impuestos, {"TotalImpuestosTrasladados"});
}

}  // namespace

const Node* Node::child(const std::string& wanted) const {
    for (const Node& each : children)
        if (each.name == wanted) return &each;
    return nullptr;
}

std::vector<const Node*> Node::all(const std::string& wanted) const {
    std::vector<const Node*> found;
    for (const Node& each : children)
        if (each.name == wanted) found.push_back(&each);
    return found;
}

std::string Node::operator[](const std::string& attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? std::string() : found->second;
}

std::optional<Node> read_document(const std::string& xml) {
    const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> doc(
        xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
        xmlFreeDoc);
    if (!doc || doc->intSubset != nullptr) return std::nullopt;
    const xmlNode* root = xmlDocGetRootElement(doc.get());
    if (root == nullptr) return std::nullopt;
    Node node = to_node(root, 0);
    if (node.name != "Comprobante" || node.space != cfdi_space) return std::nullopt;
    return node;
}

std::string cadena_of(const Node& c) {
    std::string cadena = "|";
    put(cadena, &c,
        {"Version", "Serie", "Folio", "Fecha", "FormaPago", "NoCertificado", "CondicionesDePago", "SubTotal",
         "Descuento", "Moneda", "TipoCambio", "Total", "TipoDeComprobante", "Exportacion", "MetodoPago",
         "LugarExpedicion", "Confirmacion"});
    put(cadena, c.child("InformacionGlobal"), {"Periodicidad", "Meses", "Año"});
    for (const Node* related : c.all("CfdiRelacionados")) {
        put(cadena, related, {"TipoRelacion"});
        for (const Node* each : related->all("CfdiRelacionado"))
            put(cadena, each, {"UUID"});
    }
    put(cadena, c.child("Emisor"), {"Rfc", "Nombre", "RegimenFiscal", "FacAtrAdquirente"});
    put(cadena, c.child("Receptor"),
        {"Rfc", "Nombre", "DomicilioFiscalReceptor", "ResidenciaFiscal", "NumRegIdTrib", "RegimenFiscalReceptor",
         "UsoCFDI"});
    if (const Node* conceptos = c.child("Conceptos"))
        for (const Node* each : conceptos->all("Concepto"))
            put_concepto(cadena, *each);
    put_summary(cadena, c.child("Impuestos"));
    return cadena + "||";
}

}  // namespace aquacis::fiscal::pacsim
