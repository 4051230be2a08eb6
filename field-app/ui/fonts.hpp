#pragma once
// Inter with tabular figures ("Inter Till"), from this program's resources. Needs a QGuiApplication.

namespace aquacis::field {

void load_fonts();  // once is enough; throws std::runtime_error when a file cannot be loaded

}  // namespace aquacis::field
