#pragma once
// What an exception means, told by its class and in one place: wait, set the input aside, or mend the program.

#include <exception>
#include <stdexcept>
#include <string>

namespace aquacis::platform {

enum class FaultKind {
    unavailable,   // database, pool or log is away, full, read-only, slow, without a right or of another version: the
                   // same will do later, and nothing was wrong with it
    unacceptable,  // the data: a constraint, a value out of range, a NUL in a text; the same would fail the same again
    bug
};

struct Fault {
    FaultKind kind = FaultKind::bug;
    // For logs and dead letters: "SQLSTATE 23505, constraint payment_pkey, query insert_payment". Never the server's
    // text, which quotes the values of rows.
    std::string description;
};

Fault classify(const std::exception& fault);

// Thrown by what stands between a step and its database, and has none to give.
class Unavailable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Thrown for data that nobody can take, however often it comes. Its text names the place and no value.
class Unacceptable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A text with NUL: PostgreSQL's texts end there, and two that differ behind it would be one.
class UnreadableText final : public Unacceptable {
    using Unacceptable::Unacceptable;
};

}  // namespace aquacis::platform
