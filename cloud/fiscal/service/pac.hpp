#pragma once
// The port to a PAC, who stamps for SAT. `unknown` is an answer too: the request may have taken effect.

#include <string>

namespace aquacis::fiscal {

struct StampAnswer {
    enum class Kind {
        stamped,      // timbre
        duplicate,    // it was stamped before; timbre when the PAC gives it at once, else recover
        rejected,     // code, message: the same document will be rejected again
        out_of_date,  // it took no effect, and SAT takes no document of that Fecha any more: seal anew
        transient,    // it took no effect and may be sent again
        unknown,      // recover before stamping again
    };
    Kind kind = Kind::unknown;
    std::string timbre;  // the tfd:TimbreFiscalDigital element
    std::string code;    // SAT's or the PAC's
    std::string message;
};

struct RecoverAnswer {
    enum class Kind {
        found,   // timbre
        absent,  // the PAC says so itself: it was never stamped
        later,   // not known now: ask again
    };
    Kind kind = Kind::later;
    std::string timbre;
};

// An object belongs to one thread.
class Pac {
public:
    virtual ~Pac() = default;
    virtual StampAnswer stamp(const std::string& sealed_xml) = 0;
    virtual RecoverAnswer recover(const std::string& sealed_xml) = 0;
};

}  // namespace aquacis::fiscal
