#include "cloud/fiscal/domain/timbre.hpp"

#include <array>

namespace aquacis::fiscal {
namespace {

constexpr std::string_view element_name = "tfd:TimbreFiscalDigital";

std::string unescape(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 5> entities{
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
    std::string plain;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t step = 1;
        char c = text[i];
        for (const auto& [entity, meaning] : entities)
            if (text.substr(i, entity.size()) == entity) c = meaning, step = entity.size();
        plain.push_back(c);
        i += step;
    }
    return plain;
}

// The start tag of the first element of that name, from its '<' to before its '>'.
std::string_view start_tag(std::string_view xml, std::string_view element) {
    for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
        const std::string_view rest = xml.substr(at + 1);
        if (rest.substr(0, element.size()) != element || rest.size() <= element.size()) continue;
        const char after = rest[element.size()];
        if (after != ' ' && after != '\n' && after != '\r' && after != '\t') continue;
        bool quoted = false;
        for (std::size_t i = 0; i < rest.size(); ++i) {
            if (rest[i] == '"') quoted = !quoted;
            if (rest[i] == '>' && !quoted) return xml.substr(at, i + 1);
        }
    }
    return {};
}

std::string attribute_in(std::string_view tag, std::string_view attribute) {
    const std::string wanted = std::string(attribute) + "=\"";
    for (std::size_t at = tag.find(wanted); at != std::string_view::npos; at = tag.find(wanted, at + 1)) {
        const char before = at == 0 ? '\0' : tag[at - 1];
        if (before != ' ' && before != '\n' && before != '\r' && before != '\t') continue;
        const auto begin = at + wanted.size();
        const auto end = tag.find('"', begin);
        return end == std::string_view::npos ? std::string() : unescape(tag.substr(begin, end - begin));
    }
    return {};
}

// As SAT prints it in the QR: no needless zeros, but one decimal at least.
std::string qr_total(const Decimal& total) {
    std::string text = total.to_string();
    return text.find('.') == std::string::npos ? text + ".0" : text;
}

// RFCs may hold & and Ñ.
std::string percent_encoded(std::string_view text) {
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= 'a' && byte <= 'z') || c == '-' || c == '.';
        if (plain)
            out.push_back(c);
        else
            ((out += '%') += digits[byte >> 4U]) += digits[byte & 0x0FU];
    }
    return out;
}

}  // namespace

std::string attribute_of(std::string_view xml, std::string_view element, std::string_view attribute) {
    return attribute_in(start_tag(xml, element), attribute);
}

std::string_view timbre_element(std::string_view xml) {
    const std::string_view tag = start_tag(xml, element_name);
    if (tag.empty() || tag.back() != '/') return {};
    return xml.substr(static_cast<std::size_t>(tag.data() - xml.data()), tag.size() + 1);
}

Result<Timbre> read_timbre(std::string_view xml) {
    const std::string_view tag = start_tag(xml, element_name);
    const auto read = [&](const char* name) { return attribute_in(tag, name); };
    Timbre timbre{read("Version"), read("UUID"),     read("FechaTimbrado"),    read("RfcProvCertif"),
                  read("Leyenda"), read("SelloCFD"), read("NoCertificadoSAT"), read("SelloSAT")};
    const bool complete = timbre.version == "1.1" && timbre.uuid.size() == 36 && !timbre.fecha_timbrado.empty() &&
                          !timbre.rfc_prov_certif.empty() && !timbre.sello_cfd.empty() &&
                          timbre.no_certificado_sat.size() == 20 && !timbre.sello_sat.empty();
    if (!complete)
        return Refusal{RefusalKind::invalid, "fiscal.timbre_malformed", "TimbreFiscalDigital",
                       "El timbre del PAC está incompleto o no es versión 1.1.",
                       "Pida al PAC el timbre de nuevo; si sigue igual, repórtelo al PAC."};
    return timbre;
}

std::string cadena_of(const Timbre& timbre) {
    std::string cadena =
        "||" + timbre.version + '|' + timbre.uuid + '|' + timbre.fecha_timbrado + '|' + timbre.rfc_prov_certif + '|';
    if (!timbre.leyenda.empty()) cadena += timbre.leyenda + '|';
    return cadena + timbre.sello_cfd + '|' + timbre.no_certificado_sat + "||";
}

std::string qr_url(const QrContent& content) {
    const std::string ending =
        content.sello.size() > 8 ? content.sello.substr(content.sello.size() - 8) : content.sello;
    return "https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx?id=" + content.uuid +
           "&re=" + percent_encoded(content.issuer_rfc) + "&rr=" + percent_encoded(content.receptor_rfc) +
           "&tt=" + qr_total(content.total) + "&fe=" + ending;  // SAT's format has it raw
}

}  // namespace aquacis::fiscal
