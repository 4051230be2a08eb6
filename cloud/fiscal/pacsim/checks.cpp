#include "cloud/fiscal/pacsim/checks.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <map>
#include <memory>

#include "base/decimal.hpp"
#include "base/openssl.hpp"

namespace aquacis::fiscal::pacsim {
namespace {

using Found = std::optional<Complaint>;
constexpr std::chrono::hours stamping_limit{72};
constexpr std::chrono::minutes clock_tolerance{5};

Complaint complaint(const char* code, std::string message) { return {code, std::move(message)}; }

// -- seal
// ---------------------------------------------------------------------------------------------------------------

std::string from_base64(const std::string& text) {
    if (text.empty() || text.size() % 4 != 0) return {};
    std::string bytes(text.size() / 4 * 3, '\0');
    const int length =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (length < 0) return {};
    std::size_t padding = 0;
    while (padding < 2 && text[text.size() - 1 - padding] == '=')
        ++padding;
    bytes.resize(static_cast<std::size_t>(length) - padding);
    return bytes;
}

using openssl::Certificate;

Certificate read_certificate(const std::string& base64) {
    const std::string der = from_base64(base64);
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    return Certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
}

std::string number_of(const X509* certificate) {
    const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate);
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
            static_cast<std::size_t>(ASN1_STRING_length(serial))};
}

bool names_taxpayer(const X509* certificate, const std::string& rfc) {
    const X509_NAME* subject = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(subject, NID_x500UniqueIdentifier, -1);
    if (at < 0) return false;
    const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
    const std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                           static_cast<std::size_t>(ASN1_STRING_length(value)));
    return text == rfc || text.rfind(rfc + " ", 0) == 0 || text.rfind(rfc + "/", 0) == 0;
}

bool verifies(X509* certificate, const std::string& cadena, const std::string& seal) {
    const openssl::DigestContext context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, X509_get0_pubkey(certificate)) == 1 &&
           EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(seal.data()), seal.size(),
                            reinterpret_cast<const unsigned char*>(cadena.data()), cadena.size()) == 1;
}

// -- content
// ------------------------------------------------------------------------------------------------------------

Decimal number(const std::string& text) { return Decimal::parse(text).value_or(Decimal()); }
Decimal two(const Decimal& value) { return value.rescaled(2, Rounding::half_up); }

// The first attribute that is missing, in the order of Anexo 20; what is judged after it may count on all being there.
Found check_required(const Node& c) {
    const auto lacks = [](const Node* node, std::initializer_list<const char*> names) -> std::string {
        if (node == nullptr) return "un nodo requerido";
        for (const char* name : names)
            if ((*node)[name].empty()) return name;
        return {};
    };
    std::string missing = lacks(&c, {"Version", "Fecha", "Sello", "NoCertificado", "Certificado", "SubTotal", "Moneda",
                                     "Total", "TipoDeComprobante", "Exportacion", "LugarExpedicion"});
    if (missing.empty()) missing = lacks(c.child("Emisor"), {"Rfc", "Nombre", "RegimenFiscal"});
    if (missing.empty())
        missing = lacks(c.child("Receptor"),
                        {"Rfc", "Nombre", "DomicilioFiscalReceptor", "RegimenFiscalReceptor", "UsoCFDI"});
    const Node* conceptos = c.child("Conceptos");
    if (missing.empty() && (conceptos == nullptr || conceptos->all("Concepto").empty())) missing = "Concepto";
    if (missing.empty() && conceptos != nullptr)
        for (const Node* each : conceptos->all("Concepto"))
            if (missing.empty())
                missing = lacks(each, {"ClaveProdServ", "Cantidad", "ClaveUnidad", "Descripcion", "ValorUnitario",
                                       "Importe", "ObjetoImp"});
    if (!missing.empty()) return complaint("301", "XML mal formado: falta " + missing + ".");
    if (c["Version"] != "4.0") return complaint("301", "XML mal formado: la versión no es 4.0.");
    return std::nullopt;
}

Found check_dates(const Node& c, Instant now) {
    const auto issued = parse_iso(c["Fecha"] + "-06:00");
    if (!issued || c["Fecha"].size() != 19)
        return complaint("CFDI40101", "El campo Fecha no cumple con el patrón requerido.");
    if (*issued > now + clock_tolerance) return complaint("CFDI40101", "El campo Fecha está en el futuro.");
    if (now - *issued > stamping_limit)
        return complaint("401", "Fecha y hora de generación fuera de rango: pasaron más de 72 horas.");
    return std::nullopt;
}

bool one_of(std::string_view list, const std::string& wanted) {
    return wanted.size() >= 3 && (" " + std::string(list) + " ").find(" " + wanted + " ") != std::string::npos;
}

// c_RegimenFiscal by kind of person; 621 stands under either in one edition or another.
constexpr std::string_view of_natural_persons = "605 606 607 608 610 611 612 614 615 616 621 625 626";
constexpr std::string_view of_companies = "601 603 610 620 621 622 623 624 626";
// c_UsoCFDI: which régimen takes the uses of a group.
constexpr std::string_view business = "601 603 606 612 620 621 622 623 624 625 626";
constexpr std::string_view personal = "605 606 607 608 611 612 614 615 625";

// The catalogue c_UsoCFDI: which uses there are, and which regimes may take each.
Found check_use(const std::string& use, const std::string& regime) {
    const bool is_business = one_of("G01 G02 G03 I01 I02 I03 I04 I05 I06 I07 I08", use);
    const bool is_personal = one_of("D01 D02 D03 D04 D05 D06 D07 D08 D09 D10", use);
    if (!is_business && !is_personal && !one_of("S01 CP01 CN01", use))
        return complaint("CFDI40160", "El campo UsoCFDI, no contiene un valor del catálogo c_UsoCFDI.");
    const bool taken = use == "S01" || use == "CP01" || (use == "G02" && regime == "616") ||
                       (use == "CN01" && regime == "605") || (is_business && one_of(business, regime)) ||
                       (is_personal && one_of(personal, regime));
    if (!taken)
        return complaint("CFDI40161",
                         "La clave del campo UsoCFDI debe corresponder con el tipo de persona (física o moral) y el "
                         "régimen correspondiente conforme al catálogo c_UsoCFDI.");
    return std::nullopt;
}

Found check_regime(const std::string& rfc, const std::string& regime) {
    if (!one_of(of_natural_persons, regime) && !one_of(of_companies, regime))
        return complaint("CFDI40157", "El campo RegimenFiscalR, no contiene un valor del catálogo c_RegimenFiscal.");
    std::size_t characters = 0;
    for (const char c : rfc)
        characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    if (!one_of(characters == 12 ? of_companies : of_natural_persons, regime))
        return complaint(
            "CFDI40158",
            "La clave del campo RegimenFiscalR debe corresponder con el tipo de persona (física o moral).");
    return std::nullopt;
}

// Receiver, use and payment, in the order in which a PAC judges them: the generic RFCs have rules of their own.
Found check_parties(const Node& c) {
    const Node& receptor = *c.child("Receptor");
    const bool generic = receptor["Rfc"] == "XAXX010101000" || receptor["Rfc"] == "XEXX010101000";
    if (generic && receptor["DomicilioFiscalReceptor"] != c["LugarExpedicion"])
        return complaint("CFDI40149",
                         "El campo DomicilioFiscalReceptor, no es igual al valor del campo LugarExpedicion.");
    if (!generic)
        if (auto found = check_regime(receptor["Rfc"], receptor["RegimenFiscalReceptor"])) return found;
    if (generic && receptor["RegimenFiscalReceptor"] != "616")
        return complaint("CFDI40159",
                         "La clave del campo RegimenFiscalR no corresponde de acuerdo al RFC del receptor.");
    if (receptor["Nombre"] == "PUBLICO EN GENERAL" && receptor["Rfc"] != "XAXX010101000")
        return complaint("CFDI40146", "El campo RFC del receptor debe contener el valor \"XAXX010101000\".");
    if (generic && receptor["Nombre"] == "PUBLICO EN GENERAL" && c.child("InformacionGlobal") == nullptr)
        return complaint("CFDI40130", "Debe existir el nodo InformacionGlobal.");
    if (auto found = check_use(receptor["UsoCFDI"], receptor["RegimenFiscalReceptor"])) return found;
    if (c["MetodoPago"] == "PPD" && c["FormaPago"] != "99")
        return complaint("CFDI40105", "El campo FormaPago no contiene el valor \"99\".");
    return std::nullopt;
}

// The lowest and the highest that the factors' last decimals allow, as the matrix has it for Importe.
bool within(const Decimal& amount, const Decimal& a, const Decimal& b, bool b_is_exact) {
    const auto half = [](const Decimal& value) { return Decimal(5, value.scale() + 1); };
    const Decimal low = (a - half(a)) * (b_is_exact ? b : b - half(b));
    const Decimal high = (a + half(a)) * (b_is_exact ? b : b + half(b));
    return low.rescaled(amount.scale(), Rounding::down) <= amount &&
           amount <= high.rescaled(amount.scale(), Rounding::up);
}

Found check_traslado(const Node& traslado) {
    const Decimal base = number(traslado["Base"]);
    if (!(base > Decimal()))
        return complaint("CFDI40174", "El valor del campo Base que corresponde a Traslado debe ser mayor que cero.");
    if (!within(number(traslado["Importe"]), base, number(traslado["TasaOCuota"]), true))
        return complaint("CFDI40180",
                         "El valor del campo Importe que corresponde a Traslado no se encuentra entre el límite "
                         "inferior y superior permitido.");
    return std::nullopt;
}

// One line: price, product and discount first, then whether its taxes stand where ObjetoImp says.
Found check_concepto(const Node& concepto) {
    const Decimal price = number(concepto["ValorUnitario"]);
    const Decimal amount = number(concepto["Importe"]);
    if (!(price > Decimal()))
        return complaint("CFDI40166", "El valor del campo ValorUnitario debe ser mayor que cero (0).");
    if (!within(amount, number(concepto["Cantidad"]), price, false))
        return complaint("CFDI40167",
                         "El valor del campo Importe no se encuentra entre el límite inferior y superior permitido.");
    if (number(concepto["Descuento"]) > amount)
        return complaint("CFDI40169", "El valor del campo Descuento es mayor que el campo Importe.");
    const Node* impuestos = concepto.child("Impuestos");
    if (concepto["ObjetoImp"] == "02" && impuestos == nullptr)
        return complaint("CFDI40171", "El nodo concepto, no contiene el nodo hijo Impuestos.");
    if (concepto["ObjetoImp"] != "02" && impuestos != nullptr)
        return complaint("CFDI40172", "El nodo hijo Impuestos del nodo Concepto, no debe existir.");
    if (impuestos == nullptr || impuestos->child("Traslados") == nullptr) return std::nullopt;
    for (const Node* each : impuestos->child("Traslados")->all("Traslado"))
        if (auto found = check_traslado(*each)) return found;
    return std::nullopt;
}

struct TaxSum {
    Decimal base, amount;
};
using TaxSums = std::map<std::string, TaxSum>;  // by tax, factor and rate

TaxSums sums_of(const std::vector<const Node*>& conceptos) {
    TaxSums sums;
    for (const Node* concepto : conceptos) {
        const Node* impuestos = concepto->child("Impuestos");
        if (impuestos == nullptr || impuestos->child("Traslados") == nullptr) continue;
        for (const Node* each : impuestos->child("Traslados")->all("Traslado")) {
            TaxSum& sum = sums[(*each)["Impuesto"] + (*each)["TipoFactor"] + (*each)["TasaOCuota"]];
            sum.base = sum.base + number((*each)["Base"]);
            sum.amount = sum.amount + number((*each)["Importe"]);
        }
    }
    return sums;
}

// The summary must have each tax of the lines once, with their sums; what is left over in either is wrong.
Found check_tax_summary(const Node& c, TaxSums sums) {
    Decimal total;
    const Node* impuestos = c.child("Impuestos");
    if (impuestos != nullptr && impuestos->child("Traslados") != nullptr) {
        for (const Node* each : impuestos->child("Traslados")->all("Traslado")) {
            const auto sum = sums.find((*each)["Impuesto"] + (*each)["TipoFactor"] + (*each)["TasaOCuota"]);
            if (sum == sums.end() || number((*each)["Base"]) != two(sum->second.base))
                return complaint("CFDI40215", "La Base del resumen no es igual al redondeo de la suma de las bases.");
            if (number((*each)["Importe"]) != two(sum->second.amount))
                return complaint("CFDI40221",
                                 "El Importe del resumen no es igual al redondeo de la suma de los importes.");
            total = total + number((*each)["Importe"]);
            sums.erase(sum);
        }
    }
    if (!sums.empty()) return complaint("CFDI40221", "Falta en el resumen un impuesto de los conceptos.");
    if (impuestos != nullptr && number((*impuestos)["TotalImpuestosTrasladados"]) != total)
        return complaint("CFDI40205",
                         "El valor del campo TotalImpuestosTrasladados no es igual a la suma de los importes.");
    return std::nullopt;
}

Found check_sums(const Node& c) {
    const auto conceptos = c.child("Conceptos")->all("Concepto");
    Decimal amount, discount;
    for (const Node* each : conceptos) {
        if (auto found = check_concepto(*each)) return found;
        amount = amount + number((*each)["Importe"]);
        discount = discount + number((*each)["Descuento"]);
    }
    if (number(c["SubTotal"]) != two(amount))
        return complaint("CFDI40108",
                         "El SubTotal no es igual al redondeo de la suma de los importes de los conceptos.");
    if (number(c["Descuento"]) != two(discount))
        return complaint("CFDI40111", "El Descuento no es igual al redondeo de la suma de los descuentos.");
    if (auto found = check_tax_summary(c, sums_of(conceptos))) return found;
    const Node* impuestos = c.child("Impuestos");
    const Decimal tax = impuestos == nullptr ? Decimal()
                                             : number((*impuestos)["TotalImpuestosTrasladados"]) -
                                                   number((*impuestos)["TotalImpuestosRetenidos"]);
    if (number(c["Total"]) != number(c["SubTotal"]) - number(c["Descuento"]) + tax)
        return complaint("CFDI40119", "El Total no es la suma del subtotal, menos los descuentos, más los impuestos.");
    return std::nullopt;
}

}  // namespace

std::optional<Complaint> check_seal(const Node& c, const std::string& cadena) {
    const Certificate certificate = read_certificate(c["Certificado"]);
    if (!certificate) return complaint("CFDI40106", "El certificado no cumple con alguno de los valores permitidos.");
    if (number_of(certificate.get()) != c["NoCertificado"])
        return complaint("CFDI40106", "El NoCertificado no es el del certificado.");
    const Node* issuer = c.child("Emisor");
    if (issuer == nullptr || !names_taxpayer(certificate.get(), (*issuer)["Rfc"]))
        return complaint("303", "Sello no corresponde a emisor.");
    if (!verifies(certificate.get(), cadena, from_base64(c["Sello"])))
        return complaint("302", "Sello mal formado o inválido.");
    return std::nullopt;
}

std::optional<Complaint> check_content(const Node& c, Instant now) {
    if (auto found = check_required(c)) return found;
    if (const Node* complement = c.child("Complemento");
        complement != nullptr && complement->child("TimbreFiscalDigital") != nullptr)
        return complaint("301", "El documento ya trae un timbre.");
    if (auto found = check_dates(c, now)) return found;
    if (auto found = check_parties(c)) return found;
    return check_sums(c);
}

}  // namespace aquacis::fiscal::pacsim
