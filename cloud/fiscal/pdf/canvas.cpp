#include "cloud/fiscal/pdf/canvas.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#include <stdexcept>

#include "base/code128.hpp"

namespace aquacis::fiscal {
namespace {

cairo_status_t append(void* closure, const unsigned char* bytes, unsigned int length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(bytes), length);
    return CAIRO_STATUS_SUCCESS;
}

template <class T>
struct Unref {
    void operator()(T* object) const { g_object_unref(object); }
};
using Layout = std::unique_ptr<PangoLayout, Unref<PangoLayout>>;

}  // namespace

struct Canvas::State {
    std::string bytes;
    cairo_surface_t* surface = nullptr;
    cairo_t* cairo = nullptr;
    cairo_font_options_t* options = cairo_font_options_create();  // paper has no pixels to fit glyphs to

    State() {
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    }
    ~State() { cairo_font_options_destroy(options); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void paint(Colour colour) { cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue); }

    Layout layout(const std::string& words, double width, const TextStyle& style) const {
        Layout made(pango_cairo_create_layout(cairo));
        PangoContext* context = pango_layout_get_context(made.get());
        pango_cairo_context_set_font_options(context, options);
        pango_context_set_round_glyph_positions(context, FALSE);
        pango_layout_context_changed(made.get());
        PangoFontDescription* font = pango_font_description_from_string(style.monospaced ? "JetBrains Mono" : "Inter");
        pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
        pango_font_description_set_weight(font, static_cast<PangoWeight>(style.weight));
        pango_layout_set_font_description(made.get(), font);
        pango_font_description_free(font);
        PangoAttrList* attributes = pango_attr_list_new();
        pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1"));  // figures stand under each other
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));    // a seal must stay as it is
        pango_layout_set_attributes(made.get(), attributes);
        pango_attr_list_unref(attributes);
        pango_layout_set_width(made.get(), static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_wrap(made.get(), style.monospaced ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR);
        pango_layout_set_line_spacing(made.get(), static_cast<float>(style.line_spacing));
        pango_layout_set_alignment(made.get(), style.align == Align::right    ? PANGO_ALIGN_RIGHT
                                               : style.align == Align::centre ? PANGO_ALIGN_CENTER
                                                                              : PANGO_ALIGN_LEFT);
        pango_layout_set_text(made.get(), words.data(), static_cast<int>(words.size()));
        return made;
    }

    static double height(PangoLayout* layout) {
        int high = 0;
        pango_layout_get_size(layout, nullptr, &high);
        return static_cast<double>(high) / PANGO_SCALE;
    }
};

Canvas::Canvas(Size size, const std::string& title) : state_(std::make_unique<State>()) {
    state_->surface = cairo_pdf_surface_create_for_stream(append, &state_->bytes, size.width, size.height);
    cairo_pdf_surface_set_metadata(state_->surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(state_->surface, CAIRO_PDF_METADATA_CREATOR, "AquaCIS");
    state_->cairo = cairo_create(state_->surface);
}

Canvas::~Canvas() {
    cairo_destroy(state_->cairo);
    cairo_surface_destroy(state_->surface);
}

double Canvas::text(const Box& at, const std::string& words, const TextStyle& style) {
    const Layout layout = state_->layout(words, at.width, style);
    state_->paint(style.colour);
    cairo_move_to(state_->cairo, at.x, at.y);
    pango_cairo_show_layout(state_->cairo, layout.get());
    return State::height(layout.get());
}

double Canvas::height_of(const std::string& words, double width, const TextStyle& style) const {
    return State::height(state_->layout(words, width, style).get());
}

void Canvas::panel(const Box& box, Colour fill, double radius) {
    constexpr double quarter = 1.5707963267948966;
    cairo_t* c = state_->cairo;
    cairo_new_sub_path(c);
    cairo_arc(c, box.x + box.width - radius, box.y + radius, radius, -quarter, 0);
    cairo_arc(c, box.x + box.width - radius, box.y + box.height - radius, radius, 0, quarter);
    cairo_arc(c, box.x + radius, box.y + box.height - radius, radius, quarter, 2 * quarter);
    cairo_arc(c, box.x + radius, box.y + radius, radius, 2 * quarter, 3 * quarter);
    cairo_close_path(c);
    state_->paint(fill);
    cairo_fill(c);
}

void Canvas::rule(const Box& from_to, Colour colour, double thickness) {
    state_->paint(colour);
    cairo_set_line_width(state_->cairo, thickness);
    cairo_move_to(state_->cairo, from_to.x, from_to.y);
    cairo_line_to(state_->cairo, from_to.x + from_to.width, from_to.y + from_to.height);
    cairo_stroke(state_->cairo);
}

void Canvas::disc(const Box& box, Colour fill) { panel({box.x, box.y, box.width, box.width}, fill, box.width / 2); }

void Canvas::qr(const Box& square, const std::string& content) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(content.c_str(), 0, QR_ECLEVEL_M), QRcode_free);
    if (!code) throw std::runtime_error("the QR code's content is too long");
    const double module = square.width / code->width;
    state_->paint({0, 0, 0});
    for (int row = 0; row < code->width; ++row)
        for (int column = 0; column < code->width; ++column)
            if ((code->data[row * code->width + column] & 1U) != 0)
                cairo_rectangle(state_->cairo, square.x + column * module, square.y + row * module, module, module);
    cairo_fill(state_->cairo);
}

void Canvas::barcode(const Box& box, const std::string& content) {
    constexpr int white_sides = 20;
    const double module = box.width / (code128_modules(content) + white_sides);
    panel(box, {1, 1, 1}, 2);
    state_->paint({0, 0, 0});
    double x = box.x + module * white_sides / 2;
    bool bar = true;
    for (const int width : code128(content)) {
        if (bar) cairo_rectangle(state_->cairo, x, box.y, width * module, box.height);
        x += width * module;
        bar = !bar;
    }
    cairo_fill(state_->cairo);
}

std::string Canvas::finish() && {
    cairo_show_page(state_->cairo);
    cairo_surface_finish(state_->surface);
    if (cairo_surface_status(state_->surface) != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error("Cairo could not write the PDF");
    return std::move(state_->bytes);
}

}  // namespace aquacis::fiscal
