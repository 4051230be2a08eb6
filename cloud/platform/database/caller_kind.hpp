#pragma once
// For whom a thread works, and who goes first when a database's connections are short.

#include <list>

namespace aquacis::platform {

// In the order in which they are served.
enum class CallerKind {
    till,      // what was done on a till: somebody stands there
    sync,      // what contexts do by themselves and for each other
    portal,    // one who asks by a token
    exporter,  // one who lists everything by a token, and can wait
};

// Of how many places each kind leaves how many to those before it: one who lists never takes the last.
int places_left_by(CallerKind kind, int places);

// The present thread works for this kind while it lives; without one, for sync.
class WorksFor {
public:
    explicit WorksFor(CallerKind kind);
    ~WorksFor();
    WorksFor(const WorksFor&) = delete;
    WorksFor& operator=(const WorksFor&) = delete;
    static CallerKind now();

private:
    const CallerKind before_;
};

// Who waits for a place: those of a kind in the order in which they came, behind every kind before it.
class WaitingLine {
public:
    using Ticket = std::list<CallerKind>::iterator;
    Ticket enter(CallerKind kind);
    void leave(Ticket ticket) { line_.erase(ticket); }
    bool is_served(Ticket ticket, int free, int places) const;

private:
    std::list<CallerKind> line_;
};

}  // namespace aquacis::platform
