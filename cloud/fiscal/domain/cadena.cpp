#include "cloud/fiscal/domain/comprobante.hpp"
#include "cloud/fiscal/domain/text.hpp"

namespace aquacis::fiscal {
namespace {

constexpr std::size_t any_length = 4096;

class Cadena {
public:
    void add(const std::string& value) {
        text_.push_back('|');
        text_ += clean_text(value, any_length);
    }
    void add_optional(const std::string& value) {
        if (!value.empty()) add(value);
    }
    void add(const Decimal& value) { add(as_written(value)); }
    void add_optional(const std::optional<Decimal>& value) {
        if (value) add(*value);
    }
    std::string end() && { return std::move(text_) + "||"; }

private:
    std::string text_ = "|";
};

void add_traslados(Cadena& cadena, const std::vector<Traslado>& traslados) {
    for (const Traslado& traslado : traslados) {
        cadena.add(traslado.base);
        cadena.add(traslado.impuesto);
        cadena.add(traslado.tipo_factor);
        cadena.add(traslado.tasa_o_cuota);
        cadena.add(traslado.importe);
    }
}

void add_head(Cadena& cadena, const Comprobante& c, const std::string& no_certificado) {
    cadena.add(std::string("4.0"));
    cadena.add_optional(c.serie);
    cadena.add_optional(c.folio);
    cadena.add(c.fecha);
    cadena.add_optional(c.forma_pago);
    cadena.add(no_certificado);
    cadena.add_optional(c.condiciones_de_pago);
    cadena.add(c.sub_total);
    cadena.add_optional(c.descuento);
    cadena.add(c.moneda);
    cadena.add(c.total);
    cadena.add(c.tipo_de_comprobante);
    cadena.add(c.exportacion);
    cadena.add_optional(c.metodo_pago);
    cadena.add(c.lugar_expedicion);
}

void add_parties(Cadena& cadena, const Comprobante& c) {
    cadena.add(c.emisor.rfc);
    cadena.add(c.emisor.nombre);
    cadena.add(c.emisor.regimen_fiscal);
    cadena.add(c.receptor.rfc);
    cadena.add(c.receptor.nombre);
    cadena.add(c.receptor.domicilio_fiscal);
    cadena.add(c.receptor.regimen_fiscal);
    cadena.add(c.receptor.uso_cfdi);
}

void add_concepto(Cadena& cadena, const Concepto& concepto) {
    cadena.add(concepto.clave_prod_serv);
    cadena.add_optional(concepto.no_identificacion);
    cadena.add(concepto.cantidad);
    cadena.add(concepto.clave_unidad);
    cadena.add_optional(concepto.unidad);
    cadena.add(concepto.descripcion);
    cadena.add(concepto.valor_unitario);
    cadena.add(concepto.importe);
    cadena.add_optional(concepto.descuento);
    cadena.add(concepto.objeto_imp);
    add_traslados(cadena, concepto.traslados);
}

}  // namespace

std::string cadena_original(const Comprobante& comprobante, const std::string& no_certificado) {
    Cadena cadena;
    add_head(cadena, comprobante, no_certificado);
    add_parties(cadena, comprobante);
    for (const Concepto& concepto : comprobante.conceptos)
        add_concepto(cadena, concepto);
    add_traslados(cadena, comprobante.traslados);
    cadena.add_optional(comprobante.total_impuestos_trasladados);
    return std::move(cadena).end();
}

}  // namespace aquacis::fiscal
