#pragma once
// One PDF page to draw on: text by Pango, lines and boxes by Cairo, QR codes. Lengths are points, from the top left
// corner.

#include <memory>
#include <string>

namespace aquacis::fiscal {

struct Colour {
    double red, green, blue;
};

enum class Align { left, right, centre };

struct TextStyle {
    double size = 9;
    int weight = 400;  // 400 regular, 600 semibold
    Colour colour{};
    Align align = Align::left;
    bool monospaced = false;
    double line_spacing = 1.25;
};

struct Box {
    double x = 0, y = 0, width = 0, height = 0;
};

class Canvas {
public:
    struct Size {
        double width, height;
    };
    Canvas(Size size, const std::string& title);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    // Wrapped to the box's width; its height is not used. Returns the height that the text takes.
    double text(const Box& at, const std::string& words, const TextStyle& style);
    double height_of(const std::string& words, double width, const TextStyle& style) const;
    void panel(const Box& box, Colour fill, double radius);
    void rule(const Box& from_to, Colour colour, double thickness);  // from (x, y) by (width, height)
    void disc(const Box& box, Colour fill);
    void qr(const Box& square, const std::string& content);
    // Code 128 over the whole box but for the ten white modules that a scanner wants on each side.
    void barcode(const Box& box, const std::string& content);
    std::string finish() &&;  // the PDF's bytes

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace aquacis::fiscal
