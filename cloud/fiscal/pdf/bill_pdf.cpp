#include "cloud/fiscal/pdf/bill_pdf.hpp"

#include <algorithm>
#include <array>

#include "base/printed_code.hpp"
#include "cloud/fiscal/pdf/canvas.hpp"

namespace aquacis::fiscal {
namespace {

constexpr double page_width = 612;  // US letter, as Mexico prints
constexpr double page_height = 792;
constexpr double margin = 40;
constexpr double content_width = page_width - 2 * margin;
constexpr double fiscal_height = 148;
constexpr double notice_height = 36;
constexpr double gap = 12;

constexpr Colour rgb(int hex) { return {(hex >> 16 & 0xFF) / 255.0, (hex >> 8 & 0xFF) / 255.0, (hex & 0xFF) / 255.0}; }
constexpr Colour ink = rgb(0x16202b), muted = rgb(0x5b6875), brand = rgb(0x0b6bcb), soft = rgb(0xe8f1fb),
                 line_grey = rgb(0xdfe4ea);

TextStyle words(double size, Colour colour = ink) { return {.size = size, .colour = colour}; }
TextStyle strong(double size, Colour colour = ink) { return {.size = size, .weight = 600, .colour = colour}; }
TextStyle to_right(TextStyle style) {
    style.align = Align::right;
    return style;
}

std::string long_date(Date day) {
    constexpr std::array names{"enero", "febrero", "marzo",      "abril",   "mayo",      "junio",
                               "julio", "agosto",  "septiembre", "octubre", "noviembre", "diciembre"};
    return std::to_string(static_cast<unsigned>(day.day())) + " de " +
           names.at(static_cast<unsigned>(day.month()) - 1) + " de " + std::to_string(static_cast<int>(day.year()));
}

std::string month_name(Period period) {
    const std::string date = long_date(period.first_day());  // "1 de octubre de 2026"
    return date.substr(date.find("de ") + 3);
}

std::string use_name(const std::string& use_class) {
    if (use_class == "domestic") return "Doméstico";
    if (use_class == "commercial") return "Comercial";
    if (use_class == "industrial") return "Industrial";
    if (use_class == "public") return "Público";
    return use_class;
}

// Litres as "21" or "21.5"; a bill counts cubic metres.
std::string cubic_metres(Volume volume) { return volume.cubic_metres().to_string() + " m³"; }

std::string rate_name(const Decimal& rate) { return (rate * Decimal::integer(100)).to_string() + " %"; }

// -- what the page says
// -------------------------------------------------------------------------------------------------

struct Step {
    std::string title;
    std::string explanation;
    std::string figure;
};

struct RateSum {
    Decimal rate;
    Money base, tax;
};

std::vector<RateSum> sums_by_rate(const Invoice& invoice) {
    std::vector<RateSum> sums;
    for (const InvoiceLine& line : invoice.lines) {
        RateSum* sum = nullptr;
        for (RateSum& each : sums)
            if (each.rate == line.tax_rate) sum = &each;
        if (sum == nullptr) sum = &sums.emplace_back(RateSum{line.tax_rate, Money::zero(), Money::zero()});
        sum->base += line.amount;
        sum->tax += line.tax;
    }
    return sums;
}

std::string tax_explanation(const Invoice& invoice) {
    std::string text;
    for (const RateSum& sum : sums_by_rate(invoice)) {
        if (!text.empty()) text += " · ";
        text += sum.rate.is_zero()
                    ? "Tasa 0 % sobre " + sum.base.display() + ": sin IVA"
                    : "Tasa " + rate_name(sum.rate) + " sobre " + sum.base.display() + ": " + sum.tax.display();
    }
    return text;
}

std::vector<Step> steps_of(const Invoice& invoice) {
    std::vector<Step> steps;
    steps.push_back(
        {"Se midieron " + cubic_metres(invoice.consumed), invoice.reading_note, cubic_metres(invoice.consumed)});
    for (const InvoiceLine& line : invoice.lines)
        steps.push_back({line.description, line.explanation, line.amount.display()});
    steps.push_back({"IVA", tax_explanation(invoice), invoice.tax.display()});
    return steps;
}

// -- how the page looks
// -------------------------------------------------------------------------------------------------

class BillDrawing {
public:
    explicit BillDrawing(const BillPage& page)
        : page_(page), canvas_({page_width, page_height}, "Recibo " + page.invoice.number) {}

    std::string draw() && {
        double y = head(margin - 8);
        y = total_panel(y + gap);
        y = customer(y + gap);
        const double bottom = page_height - margin + 10;
        const double foot = bottom - (page_.fiscal ? fiscal_height : notice_height);
        steps(y + gap, foot - gap);
        if (page_.fiscal)
            fiscal(foot, *page_.fiscal);
        else
            notice(foot);
        return std::move(canvas_).finish();
    }

private:
    double head(double y) {
        const double right = margin + content_width / 2;
        canvas_.text({margin, y, content_width / 2, 0}, page_.issuer.nombre, strong(11));
        canvas_.text({margin, y + 16, content_width / 2, 0},
                     "RFC " + page_.issuer.rfc + " · Régimen " + page_.issuer.regimen_fiscal, words(8, muted));
        canvas_.text({margin, y + 27, content_width / 2, 0}, "Expedido en C.P. " + page_.place_of_issue,
                     words(8, muted));
        canvas_.text({right, y - 2, content_width / 2, 0}, "Recibo de agua", to_right(strong(15, brand)));
        canvas_.text({right, y + 19, content_width / 2, 0}, page_.invoice.number, to_right(words(9)));
        canvas_.text({right, y + 31, content_width / 2, 0}, "Emitido el " + long_date(page_.invoice.issue_date),
                     to_right(words(8, muted)));
        return y + 44;
    }

    double total_panel(double y) {
        constexpr double height = 108;
        canvas_.panel({margin, y, content_width, height}, soft, 8);
        canvas_.text({margin + 16, y + 16, 260, 0}, "Total a pagar", strong(9, brand));
        canvas_.text({margin + 16, y + 30, 300, 0}, page_.invoice.total.display(), strong(32));
        canvas_.text({margin + 16, y + 74, 300, 0}, "Vence el " + long_date(page_.invoice.due_date), strong(9.5));
        const double x = margin + 316;
        fact({x, y + 11, 92, 0}, "Periodo", month_name(page_.invoice.period));
        fact({x + 104, y + 11, 96, 0}, "Consumo", cubic_metres(page_.invoice.consumed));
        fact({x, y + 43, 92, 0}, "Contrato", page_.invoice.contract_number);
        fact({x + 104, y + 43, 96, 0}, "Uso", use_name(page_.invoice.use_class));
        code({x - 8, y + 70, 212, 24});
        return y + height;
    }

    // What a till's scanner reads, and under it the same for a hand when the bars are torn.
    void code(const Box& at) {
        const std::string text = printed_code(page_.administration, page_.invoice.contract_number);
        if (text.empty()) return;
        canvas_.barcode(at, text);
        TextStyle style = words(6.5, muted);
        style.align = Align::centre;
        canvas_.text({at.x, at.y + at.height + 2, at.width, 0}, text, style);
    }

    void fact(const Box& at, const std::string& label, const std::string& value) {
        canvas_.text(at, label, words(7.5, muted));
        canvas_.text({at.x, at.y + 10, at.width, 0}, value, strong(10));
    }

    double customer(double y) {
        const double half = content_width / 2 - 8;
        canvas_.text({margin, y, half, 0}, "Titular", words(7.5, muted));
        const double name = canvas_.text({margin, y + 10, half, 0}, page_.customer_name, strong(10));
        const double address = page_.customer_address.empty()
                                   ? 0
                                   : canvas_.text({margin, y + 11 + name, half, 0}, page_.customer_address, words(8.5));
        canvas_.text({margin + half + 16, y, half, 0}, "Tarifa", words(7.5, muted));
        canvas_.text({margin + half + 16, y + 10, half, 0}, page_.invoice.tariff, strong(10));
        const double tariff =
            canvas_.text({margin + half + 16, y + 23, half, 0},
                         "Con ella cualquiera puede recalcular este recibo." + proof(), words(8, muted));
        return y + std::max({34.0, 12 + name + address, 23 + tariff});
    }

    std::string proof() const {
        const std::string& digest = page_.invoice.tariff_sha256;
        return digest.size() < 12 ? std::string()
                                  : "\nsha256 " + digest.substr(0, 8) + "…" + digest.substr(digest.size() - 4);
    }

    // Sizes that shrink together until all steps fit: one page is one page.
    struct Measure {
        double title, explanation, padding;
    };
    static Measure measure(double scale) { return {9.5 * scale, 8 * scale, 5.5 * scale}; }

    double explanation_width() const { return content_width - 28 - 96; }

    double height_of(const Step& step, const Measure& m) const {
        const double title = canvas_.height_of(step.title, explanation_width(), strong(m.title));
        const double below = step.explanation.empty()
                                 ? 0
                                 : canvas_.height_of(step.explanation, explanation_width(), words(m.explanation));
        return 2 * m.padding + title + below;
    }

    double height_of(const std::vector<Step>& all, const Measure& m) const {
        double height = 0;
        for (const Step& step : all)
            height += height_of(step, m);
        return height;
    }

    void steps(double y, double bottom) {
        constexpr double heading = 20, totals = 54;
        std::vector<Step> all = steps_of(page_.invoice);
        Measure chosen = measure(1);
        for (const double scale : {1.0, 0.92, 0.84, 0.76, 0.68, 0.6, 0.52}) {
            chosen = measure(scale);
            if (height_of(all, chosen) <= bottom - y - heading - totals) break;
        }
        // Beyond that, explanations give way before charges do: the charges are the bill.
        for (auto step = all.rbegin(); step != all.rend() && height_of(all, chosen) > bottom - y - heading - totals;
             ++step)
            step->explanation.clear();
        canvas_.text({margin, y, content_width, 0}, "Cómo se calculó", strong(11));
        y += heading;
        for (std::size_t i = 0; i < all.size(); ++i)
            y = step_row(y, i + 1, all[i], chosen);
        canvas_.rule({margin, y, content_width, 0}, ink, 0.8);
        sums(y + 6);
    }

    double step_row(double y, std::size_t number, const Step& step, const Measure& m) {
        canvas_.rule({margin, y, content_width, 0}, line_grey, 0.6);
        const double disc = m.title * 1.6;
        canvas_.disc({margin, y + m.padding - 1, disc, disc}, soft);
        TextStyle figure = strong(m.title * 0.82, brand);
        figure.align = Align::centre;
        figure.line_spacing = 1;
        const double digit = canvas_.height_of(std::to_string(number), disc, figure);
        canvas_.text({margin, y + m.padding - 1 + (disc - digit) / 2, disc, 0}, std::to_string(number), figure);
        const double title =
            canvas_.text({margin + 28, y + m.padding, explanation_width(), 0}, step.title, strong(m.title));
        canvas_.text({margin + content_width - 92, y + m.padding, 92, 0}, step.figure, to_right(strong(m.title + 0.5)));
        if (!step.explanation.empty())
            canvas_.text({margin + 28, y + m.padding + title, explanation_width(), 0}, step.explanation,
                         words(m.explanation, muted));
        return y + height_of(step, m);
    }

    void sums(double y) {
        const double x = margin + content_width - 240;
        const auto row = [&](const std::string& label, const std::string& figure, bool last) {
            canvas_.text({x, y, 130, 0}, label, to_right(last ? strong(11) : words(9, muted)));
            canvas_.text({x + 134, y, 106, 0}, figure, to_right(strong(last ? 11 : 9)));
            y += last ? 18 : 14;
        };
        row("Subtotal", page_.invoice.subtotal.display(), false);
        row("IVA", page_.invoice.tax.display(), false);
        row("Total a pagar", page_.invoice.total.display(), true);
    }

    void notice(double y) {
        canvas_.panel({margin, y, content_width, notice_height - 4}, soft, 6);
        canvas_.text({margin + 12, y + 6, content_width - 24, 0}, page_.notice, words(8.5));
    }

    void fiscal(double y, const BillPage::Fiscal& f) {
        constexpr double qr_side = 96;
        canvas_.rule({margin, y, content_width, 0}, line_grey, 0.6);
        canvas_.qr({margin, y + 12, qr_side, qr_side}, f.qr_url);
        const double x = margin + qr_side + 14;
        const double width = content_width - qr_side - 14;
        canvas_.text({x, y + 9, width, 0}, "Comprobante fiscal digital (CFDI 4.0)", strong(8.5));
        canvas_.text({x, y + 20, width, 0}, "Folio fiscal " + f.timbre.uuid, words(8));
        const std::string about = "Receptor " + f.receptor_rfc + " · " + f.receptor_name + " · Uso " + f.uso_cfdi +
                                  " · Ingreso · MXN · Pago PPD, forma 99\nCertificado del emisor " + f.no_certificado +
                                  " · Certificado del SAT " + f.timbre.no_certificado_sat + "\nTimbrado el " +
                                  f.timbre.fecha_timbrado + " por el PAC " + f.timbre.rfc_prov_certif +
                                  (f.remark.empty() ? "" : "\n" + f.remark);
        double at = y + 31 + canvas_.text({x, y + 31, width, 0}, about, words(6.5, muted)) + 2;
        at = seal({x, at, width, 0}, "Sello digital del emisor", f.timbre.sello_cfd);
        at = seal({x, at, width, 0}, "Sello digital del SAT", f.timbre.sello_sat);
        seal({x, at, width, 0}, "Cadena original del complemento de certificación", cadena_of(f.timbre));
        canvas_.text({margin, y + 14 + qr_side, qr_side, 0}, "Verifíquelo en el SAT\ncon este código",
                     {.size = 6.5, .colour = muted, .align = Align::centre});
        canvas_.text({margin, page_height - 22, content_width, 0},
                     "Este documento es una representación impresa de un CFDI.",
                     {.size = 6.5, .colour = muted, .align = Align::centre});
    }

    double seal(const Box& at, const std::string& label, const std::string& value) {
        canvas_.text(at, label, strong(5.5, muted));
        return at.y + 7.5 +
               canvas_.text({at.x, at.y + 7.5, at.width, 0}, value,
                            {.size = 4.2, .colour = muted, .monospaced = true, .line_spacing = 1.05}) +
               1.5;
    }

    const BillPage& page_;
    Canvas canvas_;
};

}  // namespace

std::string bill_pdf(const BillPage& page) { return BillDrawing(page).draw(); }

}  // namespace aquacis::fiscal
