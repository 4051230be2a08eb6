#pragma once
// A key pressed is an entry point: a fault below it becomes a sentence on the screen and a line in the log, and the
// window stays. An exception must not pass through QML's engine.

#include "base/log/log.hpp"
#include "base/result.hpp"
#include "base/sqlite/sqlite.hpp"

namespace aquacis::field {

Refusal refusal_of(const sqlite::Error& fault);

// use_case answers a Result<T>; so does this.
template <class UseCase>
auto guarded(UseCase&& use_case) -> decltype(use_case()) {
    try {
        return use_case();
    } catch (const sqlite::Error& fault) {
        log::error("office.fault", {{"problem", fault.what()}});
        return refusal_of(fault);
    } catch (const std::exception& fault) {
        log::error("office.fault", {{"problem", fault.what()}});
        return Refusal{RefusalKind::unavailable, "office.fault", "", "El equipo no pudo hacerlo.",
                       "Intente de nuevo; si se repite, avise a sistemas."};
    }
}

}  // namespace aquacis::field
