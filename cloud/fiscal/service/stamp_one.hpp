#pragma once
// One sealed document with the PAC: what became of it. No database here.

#include <optional>

#include "cloud/fiscal/domain/cfdi.hpp"
#include "cloud/fiscal/service/pac.hpp"

namespace aquacis::fiscal {

struct StampJob {
    std::string xml;             // sealed
    bool ask_first = false;      // it may have been stamped: recover before stamping
    bool may_be_stamped = true;  // false: its Fecha is too old for SAT
    bool is_reversed = false;    // its bill was: it is asked about, and never stamped
};

struct StampOutcome {
    enum class Kind {
        stamped,
        rejected,
        again,       // in `state`, after a pause
        rebuild,     // seal anew at once
        set_aside,   // it cannot be read
        not_needed,  // the bill charges nothing
        withdrawn,   // its bill was reversed, and it was never stamped
        untried,     // nothing was asked about it: it stays due
        left,        // another worker may have it by now: nothing is written
    };
    Kind kind = Kind::again;
    CfdiState state = CfdiState::unknown;  // when again: pending or sealed (nothing took effect), or unknown
    std::string xml;                       // when stamped: with the timbre
    std::string uuid;
    std::string stamped_at;
    std::string reason;
    bool pac_is_away = false;           // the PAC did not serve: the rest of a batch should wait
    bool by_pac = false;                // when rejected: by the PAC, not by this context's own checks
    std::optional<Instant> not_before;  // when again: not before that instant, however often it waited
};

StampOutcome stamp_one(Pac& pac, const StampJob& job);

}  // namespace aquacis::fiscal
