#pragma once
// What became of something that a person did on a node, as the context that owns it says.

#include <string>
#include <vector>

namespace aquacis {

enum class Verdict { accepted = 1, merged, parked, rejected };  // as aquacis.sync.v1.Verdict has them

struct Outcome {
    Verdict verdict = Verdict::accepted;
    std::string code;  // stable, "payments.debt_already_paid"; empty when plainly accepted
    std::string field;
    std::string reason;                  // Spanish
    std::string remedy;                  // Spanish
    std::vector<std::string> effects{};  // "account/<id>": what was told anew because of it, and is awaited
};

}  // namespace aquacis
