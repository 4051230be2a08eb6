#include "field-app/ui/guard.hpp"

namespace aquacis::field {

Refusal refusal_of(const sqlite::Error& fault) {
    constexpr int busy = 5;  // SQLITE_BUSY
    if ((fault.code & 0xFF) == busy)
        return {RefusalKind::unavailable, "office.busy", "", "El equipo está guardando lo que llega del servidor.",
                "Espere unos segundos e intente de nuevo."};
    if (fault.is_full())
        return {RefusalKind::unavailable, "office.disk_full", "", "El disco de este equipo está lleno; no se guardó.",
                "Avise a sistemas antes de seguir cobrando."};
    return {RefusalKind::unavailable, "office.store", "", "No se pudo guardar en este equipo.",
            "Intente de nuevo: nada se cobra dos veces. Si se repite, avise a sistemas."};
}

}  // namespace aquacis::field
