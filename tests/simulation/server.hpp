#pragma once
// What a run needs of a server. Two stand behind it: the model of it in memory, fast enough for hundreds of seeds, and
// synchub and payments themselves on a real PostgreSQL, for a few.

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "aquacis/sync/v1/sync.pb.h"
#include "base/time.hpp"
#include "base/uuid.hpp"
#include "tests/simulation/chance.hpp"

namespace aquacis::simulation {

// A law does not hold: the run ends and the seed is printed.
struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline void require(bool holds, const std::string& law) {
    if (!holds) throw Broken(law);
}

inline std::string partition_of(int administration) { return "admin/" + std::to_string(administration); }

// Defects that were in the program once, to show that a run would find them.
struct Defects {
    bool seen_by_the_clock = false;  // an effect counts as seen ten seconds after its outcome, whatever the feed holds
    bool folios_outlive_epochs = false;  // a restored till goes on with the folios of its copy
    bool grants_are_forgotten = false;   // a server put back from its backup does not ask what it had granted
    bool coming_copy_is_shown = false;   // a copy that comes anew is written over the one that is shown
};

// What becomes of a context's answer.
enum class Mishap { none, answer_is_lost, context_is_away, context_is_broken };

struct Stream {
    virtual ~Stream() = default;
    bool is_closed = false;
};

// What an administration's money and feed have come to.
struct Standing {
    std::map<std::string, std::int64_t> credit;  // by contract, as the ledger has it
    std::map<std::string, std::string> rows;     // account rows of the feed, by contract
    std::uint64_t position = 0, checksum = 0;
};

class Server {
public:
    using Messages = std::vector<sync::v1::ServerMsg>;
    virtual ~Server() = default;

    virtual std::unique_ptr<Stream> connect(const Uuid& device, int administration) = 0;
    // Commits what the message asks for and says what to answer. Sets is_closed when the stream ends by it.
    virtual Messages receive(Stream& stream, const sync::v1::ClientMsg& message) = 0;
    virtual Messages pump(Stream& stream, int row_limit) = 0;
    virtual void decide(Mishap mishap, Chance& chance) = 0;  // of some device's undecided operations
    virtual bool project_one() = 0;                          // false: the feed has all of the log
    virtual void crash() {}                                  // what it had in memory is gone

    virtual bool is_all_projected() const = 0;
    virtual Standing standing(int administration) = 0;
    virtual void check() = 0;

    virtual void back_up() {}
    virtual bool restore(const std::string&) { return false; }      // to the backup, under a new incarnation
    virtual void lose_synchub(const std::string& incarnation) = 0;  // the contexts and the log keep what they have
    virtual void upgrade() {}                                       // from now on it knows what newer tills send

    Instant now{};          // its clock is right
    int steps_a_check = 1;  // between two looks at its laws
    Defects defects{};
};

}  // namespace aquacis::simulation
