#include <stdexcept>

#include "cloud/fiscal/domain/comprobante.hpp"
#include "cloud/fiscal/domain/text.hpp"

namespace aquacis::fiscal {
namespace {

constexpr std::string_view end_of_comprobante = "</cfdi:Comprobante>";

class Writer {
public:
    Writer& open(std::string_view element) {
        (text_ += "<cfdi:") += element;
        return *this;
    }
    Writer& attribute(std::string_view name, const std::string& value) {
        text_.push_back(' ');
        (text_ += name) += "=\"";
        text_ += escape_attribute(value);
        text_.push_back('"');
        return *this;
    }
    Writer& attribute(std::string_view name, const Decimal& value) { return attribute(name, as_written(value)); }
    Writer& optional(std::string_view name, const std::string& value) {
        return value.empty() ? *this : attribute(name, value);
    }
    Writer& optional(std::string_view name, const std::optional<Decimal>& value) {
        return value ? attribute(name, *value) : *this;
    }
    Writer& content() {
        text_.push_back('>');
        return *this;
    }
    void empty() { text_ += "/>"; }
    void close(std::string_view element) { ((text_ += "</cfdi:") += element) += '>'; }
    void raw(std::string_view text) { text_ += text; }
    std::string take() && { return std::move(text_); }

private:
    std::string text_;
};

void write_head(Writer& out, const Comprobante& c, const Seal& seal) {
    out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.open("Comprobante");
    out.attribute("xmlns:cfdi", "http://www.sat.gob.mx/cfd/4");
    out.attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    out.attribute("xsi:schemaLocation",
                  "http://www.sat.gob.mx/cfd/4 http://www.sat.gob.mx/sitio_internet/cfd/4/cfdv40.xsd");
    out.attribute("Version", "4.0").optional("Serie", c.serie).optional("Folio", c.folio).attribute("Fecha", c.fecha);
    out.attribute("Sello", seal.sello).optional("FormaPago", c.forma_pago);
    out.attribute("NoCertificado", seal.no_certificado).attribute("Certificado", seal.certificado);
    out.optional("CondicionesDePago", c.condiciones_de_pago)
        .attribute("SubTotal", c.sub_total)
        .optional("Descuento", c.descuento);
    out.attribute("Moneda", c.moneda).attribute("Total", c.total).attribute("TipoDeComprobante", c.tipo_de_comprobante);
    out.attribute("Exportacion", c.exportacion)
        .optional("MetodoPago", c.metodo_pago)
        .attribute("LugarExpedicion", c.lugar_expedicion);
    out.content();
}

void write_parties(Writer& out, const Comprobante& c) {
    out.open("Emisor").attribute("Rfc", c.emisor.rfc).attribute("Nombre", c.emisor.nombre);
    out.attribute("RegimenFiscal", c.emisor.regimen_fiscal).empty();
    out.open("Receptor").attribute("Rfc", c.receptor.rfc).attribute("Nombre", c.receptor.nombre);
    out.attribute("DomicilioFiscalReceptor", c.receptor.domicilio_fiscal)
        .attribute("RegimenFiscalReceptor", c.receptor.regimen_fiscal);
    out.attribute("UsoCFDI", c.receptor.uso_cfdi).empty();
}

void write_traslados(Writer& out, const std::vector<Traslado>& traslados) {
    out.open("Traslados").content();
    for (const Traslado& traslado : traslados) {
        out.open("Traslado").attribute("Base", traslado.base).attribute("Impuesto", traslado.impuesto);
        out.attribute("TipoFactor", traslado.tipo_factor).attribute("TasaOCuota", traslado.tasa_o_cuota);
        out.attribute("Importe", traslado.importe).empty();
    }
    out.close("Traslados");
}

void write_concepto(Writer& out, const Concepto& concepto) {
    out.open("Concepto").attribute("ClaveProdServ", concepto.clave_prod_serv);
    out.optional("NoIdentificacion", concepto.no_identificacion).attribute("Cantidad", concepto.cantidad);
    out.attribute("ClaveUnidad", concepto.clave_unidad).optional("Unidad", concepto.unidad);
    out.attribute("Descripcion", concepto.descripcion).attribute("ValorUnitario", concepto.valor_unitario);
    out.attribute("Importe", concepto.importe)
        .optional("Descuento", concepto.descuento)
        .attribute("ObjetoImp", concepto.objeto_imp);
    if (concepto.traslados.empty()) return out.empty();
    out.content().open("Impuestos").content();
    write_traslados(out, concepto.traslados);
    out.close("Impuestos");
    out.close("Concepto");
}

}  // namespace

std::string to_xml(const Comprobante& comprobante, const Seal& seal) {
    Writer out;
    write_head(out, comprobante, seal);
    write_parties(out, comprobante);
    out.open("Conceptos").content();
    for (const Concepto& concepto : comprobante.conceptos)
        write_concepto(out, concepto);
    out.close("Conceptos");
    if (!comprobante.traslados.empty()) {
        out.open("Impuestos").optional("TotalImpuestosTrasladados", comprobante.total_impuestos_trasladados).content();
        write_traslados(out, comprobante.traslados);
        out.close("Impuestos");
    }
    out.raw(end_of_comprobante);
    return std::move(out).take();
}

std::string with_timbre(std::string_view sealed_xml, std::string_view timbre_xml) {
    const auto end = sealed_xml.rfind(end_of_comprobante);
    if (end == std::string_view::npos) throw std::invalid_argument("with_timbre: the text is no CFDI of this program");
    std::string stamped(sealed_xml.substr(0, end));
    ((stamped += "<cfdi:Complemento>") += timbre_xml) += "</cfdi:Complemento>";
    return stamped += end_of_comprobante;
}

}  // namespace aquacis::fiscal
