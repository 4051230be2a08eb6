#pragma once
// Inter with tabular figures ("Inter Till"), from this program's resources. Needs a QGuiApplication.

namespace aquacis::office {

void load_fonts();  // once is enough; throws std::runtime_error when a file cannot be loaded

}  // namespace aquacis::office
