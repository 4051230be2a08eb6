#include "cloud/fiscal/domain/build.hpp"

#include <algorithm>

#include "cloud/fiscal/domain/importe_band.hpp"
#include "cloud/fiscal/domain/text.hpp"

namespace aquacis::fiscal {
namespace {

constexpr std::size_t longest_description = 1000;
constexpr std::size_t longest_folio = 40;
constexpr int money_scale = 2;
constexpr int rate_scale = 6;
constexpr int most_decimals = 6;

// A charge with what allowances took off it.
struct Charge {
    const InvoiceLine* line;
    Money amount;
    Money discount;
    Money tax;
    Money base() const { return amount - discount; }
};

Refusal refused(const char* code, const std::string& message, const char* remedy) {
    return {RefusalKind::invalid, code, "lines", message, remedy};
}

std::string identification(const std::string& kind) {
    if (kind == "water") return "AGUA";
    if (kind == "fixed") return "FIJO";
    if (kind == "sewer") return "ALC";
    if (kind == "treatment") return "SAN";
    if (kind == "surcharge") return "REC";
    return "AJU";
}

bool same_rate(const InvoiceLine& a, const InvoiceLine& b) { return a.tax_rate == b.tax_rate; }

// A CFDI has no negative amounts: an allowance lowers charges of its own tax rate, the largest first.
bool take_off(std::vector<Charge>& charges, const InvoiceLine& allowance) {
    std::vector<Charge*> lowered;
    for (Charge& charge : charges)
        if (same_rate(*charge.line, allowance)) lowered.push_back(&charge);
    std::stable_sort(lowered.begin(), lowered.end(),
                     [](const Charge* a, const Charge* b) { return a->base() > b->base(); });
    Money left = -allowance.amount;
    Money tax_left = -allowance.tax;
    for (Charge* charge : lowered) {
        const Money part = std::min(left, charge->base());
        charge->discount += part;
        left -= part;
        const Money tax_part = charge->base().is_zero() ? charge->tax : std::min(tax_left, charge->tax);
        charge->tax -= tax_part;
        tax_left -= tax_part;
        if (left.is_zero() && tax_left.is_zero()) return true;
    }
    return left.is_zero() && tax_left.is_zero();
}

Result<std::vector<Charge>> charges_of(const Invoice& invoice) {
    std::vector<Charge> charges;
    for (const InvoiceLine& line : invoice.lines)
        if (line.amount.is_positive()) charges.push_back({&line, line.amount, Money::zero(), line.tax});
    for (const InvoiceLine& line : invoice.lines)
        if (line.amount.is_negative() && !take_off(charges, line))
            return refused("fiscal.allowance_exceeds_charges",
                           "La bonificación «" + line.description + "» es mayor que los cargos de su tasa.",
                           "Emita la bonificación como nota de crédito.");
    return charges;
}

bool counts_cubic_metres(const ConceptKeys& keys) { return keys.unit == "MTQ" || keys.unit == "SM3"; }

Decimal trimmed(const Decimal& value) {
    return value.rescaled(std::min(value.scale(), most_decimals), Rounding::half_up);
}

void set_quantity(Concepto& concepto, const InvoiceLine& line, const ConceptKeys& keys) {
    const Product measured{trimmed(line.quantity), trimmed(line.unit_price)};
    const bool by_volume = counts_cubic_metres(keys) && line.unit == "m3" && !measured.quantity.is_zero() &&
                           importe_band(measured, money_scale).holds(line.amount.pesos());
    concepto.cantidad = by_volume ? measured.quantity : Decimal::integer(1);
    concepto.valor_unitario = by_volume ? measured.unit_price : line.amount.pesos();
}

Result<Concepto> concepto_of(const Charge& charge, const Issuer& issuer, bool any_discount) {
    const InvoiceLine& line = *charge.line;
    const auto found = issuer.concepts.find(line.kind);
    const ConceptKeys keys = found == issuer.concepts.end() ? ConceptKeys{} : found->second;
    Concepto concepto;
    concepto.clave_prod_serv = keys.product;
    concepto.no_identificacion = identification(line.kind);
    concepto.clave_unidad = keys.unit;
    concepto.unidad = keys.unit_name;
    concepto.descripcion = clean_text(line.description, longest_description);
    set_quantity(concepto, line, keys);
    concepto.importe = charge.amount.pesos();
    if (any_discount && charge.discount.is_positive()) concepto.descuento = charge.discount.pesos();
    if (charge.base().is_zero()) {
        concepto.objeto_imp = "04";  // a Traslado's base may not be zero (CFDI40174)
        return concepto;
    }
    concepto.objeto_imp = "02";
    Traslado traslado;
    traslado.base = charge.base().pesos();
    traslado.tasa_o_cuota = line.tax_rate.rescaled(rate_scale, Rounding::half_up);
    traslado.importe = charge.tax.pesos();
    if (!tax_band({traslado.base, traslado.tasa_o_cuota}, money_scale).holds(traslado.importe))
        return refused("fiscal.tax_out_of_band",
                       "El IVA de «" + line.description + "» no corresponde a su tasa (CFDI40180).",
                       "Revise el recibo: el importe del impuesto no sale de la base y la tasa.");
    concepto.traslados.push_back(std::move(traslado));
    return concepto;
}

void add_to_summary(std::vector<Traslado>& summary, const Traslado& traslado) {
    const auto same = std::find_if(summary.begin(), summary.end(), [&](const Traslado& other) {
        return other.impuesto == traslado.impuesto && other.tasa_o_cuota == traslado.tasa_o_cuota;
    });
    if (same == summary.end()) {
        summary.push_back(traslado);
        return;
    }
    same->base = (same->base + traslado.base).rescaled(money_scale, Rounding::half_up);
    same->importe = (same->importe + traslado.importe).rescaled(money_scale, Rounding::half_up);
}

// The sums, which must be the bill's own: a debt and its tax document never differ.
Result<Done> sum_up(Comprobante& comprobante, const Invoice& invoice, const std::vector<Charge>& charges) {
    Money sub_total, discount, tax;
    for (const Charge& charge : charges) {
        sub_total += charge.amount;
        discount += charge.discount;
        tax += charge.tax;
    }
    for (const Concepto& concepto : comprobante.conceptos)
        for (const Traslado& traslado : concepto.traslados)
            add_to_summary(comprobante.traslados, traslado);
    comprobante.sub_total = sub_total.pesos();
    if (discount.is_positive()) comprobante.descuento = discount.pesos();
    if (!comprobante.traslados.empty()) comprobante.total_impuestos_trasladados = tax.pesos();
    const Money total = sub_total - discount + tax;
    if (total != invoice.total)
        return refused(
            "fiscal.total_differs",
            "Las líneas del recibo suman " + total.display() + " y el recibo dice " + invoice.total.display() + ".",
            "Reporte el recibo: sus líneas no suman su total.");
    comprobante.total = total.pesos();
    return Done{};
}

}  // namespace

bool has_charges(const Invoice& invoice) {
    return std::any_of(invoice.lines.begin(), invoice.lines.end(),
                       [](const InvoiceLine& line) { return line.amount.is_positive(); });
}

Result<BuiltCfdi> build_comprobante(const BuildInput& input) {
    const auto receptor = receptor_of(input.taxpayer, input.issuer.lugar_expedicion);
    if (!receptor) return receptor.refusal();
    const auto charges = charges_of(input.invoice);
    if (!charges) return charges.refusal();
    if (charges->empty())
        return refused("fiscal.nothing_to_charge", "El recibo no tiene cargos.", "Un recibo en cero no lleva CFDI.");
    Comprobante comprobante;
    comprobante.folio = clean_text(input.invoice.number, longest_folio);
    comprobante.fecha = to_local_iso(input.issued_at);
    comprobante.forma_pago = "99";
    comprobante.metodo_pago = "PPD";
    comprobante.condiciones_de_pago = "Vence " + to_iso(input.invoice.due_date);
    comprobante.lugar_expedicion = input.issuer.lugar_expedicion;
    comprobante.emisor = input.issuer.emisor;
    comprobante.receptor = receptor->receptor;
    const bool any_discount =
        std::any_of(charges->begin(), charges->end(), [](const Charge& c) { return c.discount.is_positive(); });
    for (const Charge& charge : *charges) {
        auto concepto = concepto_of(charge, input.issuer, any_discount);
        if (!concepto) return concepto.refusal();
        comprobante.conceptos.push_back(*std::move(concepto));
    }
    if (const auto summed = sum_up(comprobante, input.invoice, *charges); !summed) return summed.refusal();
    return BuiltCfdi{std::move(comprobante), receptor->remark};
}

}  // namespace aquacis::fiscal
