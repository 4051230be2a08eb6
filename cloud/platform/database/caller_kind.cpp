#include "cloud/platform/database/caller_kind.hpp"

#include <algorithm>

namespace aquacis::platform {
namespace {

thread_local CallerKind of_this_thread = CallerKind::sync;

}  // namespace

int places_left_by(CallerKind kind, int places) {
    switch (kind) {
        case CallerKind::till:
        case CallerKind::sync:
            return 0;
        case CallerKind::portal:
            return places > 2 ? 1 : 0;
        case CallerKind::exporter:
            break;
    }
    return places / 2;
}

WorksFor::WorksFor(CallerKind kind) : before_(of_this_thread) { of_this_thread = kind; }
WorksFor::~WorksFor() { of_this_thread = before_; }
CallerKind WorksFor::now() { return of_this_thread; }

WaitingLine::Ticket WaitingLine::enter(CallerKind kind) {
    const auto behind = std::find_if(line_.begin(), line_.end(), [&](CallerKind other) { return kind < other; });
    return line_.insert(behind, kind);
}

bool WaitingLine::is_served(Ticket ticket, int free, int places) const {
    return line_.begin() == ticket && free > places_left_by(*ticket, places);
}

}  // namespace aquacis::platform
