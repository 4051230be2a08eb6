#include "field-app/ui/fonts.hpp"

#include <QFontDatabase>

#include <stdexcept>

// Q_INIT_RESOURCE must stand outside of any namespace.
static void init_font_resources() { Q_INIT_RESOURCE(fonts); }

namespace aquacis::field {

void load_fonts() {
    static const bool loaded = [] {
        init_font_resources();
        for (const char* style : {"Regular", "Medium", "SemiBold", "Bold"})
            if (QFontDatabase::addApplicationFont(
                    QStringLiteral(":/fonts/InterTill-%1.otf").arg(QLatin1String(style))) < 0)
                throw std::runtime_error(std::string("fonts: InterTill-") + style + " cannot be loaded");
        return true;
    }();
    (void)loaded;
}

}  // namespace aquacis::field
