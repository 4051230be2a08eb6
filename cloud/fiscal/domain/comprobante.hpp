#pragma once
// A CFDI 4.0 as values, in the order of SAT's schema. Each Decimal is written with exactly the decimals that it
// carries.

#include <optional>
#include <string>
#include <vector>

#include "base/decimal.hpp"

namespace aquacis::fiscal {

struct Traslado {
    Decimal base;
    std::string impuesto = "002";  // IVA
    std::string tipo_factor = "Tasa";
    Decimal tasa_o_cuota;  // six decimals
    Decimal importe;
};

struct Concepto {
    std::string clave_prod_serv;
    std::string no_identificacion;
    Decimal cantidad;
    std::string clave_unidad;
    std::string unidad;
    std::string descripcion;
    Decimal valor_unitario;
    Decimal importe;
    std::optional<Decimal> descuento;
    std::string objeto_imp;
    std::vector<Traslado> traslados;
};

struct Emisor {
    std::string rfc;
    std::string nombre;
    std::string regimen_fiscal;
};

struct Receptor {
    std::string rfc;
    std::string nombre;
    std::string domicilio_fiscal;
    std::string regimen_fiscal;
    std::string uso_cfdi;
};

struct Comprobante {
    std::string serie;
    std::string folio;
    std::string fecha;  // local time of lugar_expedicion, no zone
    std::string forma_pago;
    std::string condiciones_de_pago;
    Decimal sub_total;
    std::optional<Decimal> descuento;
    std::string moneda = "MXN";
    Decimal total;
    std::string tipo_de_comprobante = "I";
    std::string exportacion = "01";
    std::string metodo_pago;
    std::string lugar_expedicion;
    Emisor emisor;
    Receptor receptor;
    std::vector<Concepto> conceptos;
    std::vector<Traslado> traslados;  // the sums by tax and rate
    std::optional<Decimal> total_impuestos_trasladados;
};

struct Seal {
    std::string no_certificado;  // 20 digits
    std::string certificado;     // DER, base64
    std::string sello;           // base64
};

inline std::string as_written(const Decimal& value) { return value.to_fixed(value.scale(), Rounding::down); }

// What is signed: SAT's cadenaoriginal_4_0.xslt, computed from the values.
std::string cadena_original(const Comprobante& comprobante, const std::string& no_certificado);

std::string to_xml(const Comprobante& comprobante, const Seal& seal);

// The sealed XML with the timbre as its Complemento. The XML is one that to_xml made.
std::string with_timbre(std::string_view sealed_xml, std::string_view timbre_xml);

}  // namespace aquacis::fiscal
