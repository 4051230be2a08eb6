#pragma once
// A refusal is an answer that a caller may handle: what was asked cannot be done, and what to do instead.
// Faults (a lost connection, a full disk) throw; bugs assert. The three are never mixed.

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace aquacis {

enum class RefusalKind { invalid, not_found, conflict, unauthenticated, forbidden, exhausted, unavailable };

struct Refusal {
    RefusalKind kind = RefusalKind::invalid;
    std::string code;     // stable, English, "payments.amount_not_positive"
    std::string field;    // the input it speaks of, by its proto name; empty when it speaks of the whole
    std::string message;  // what is wrong, in the interface's Spanish
    std::string remedy;   // what to do, in the interface's Spanish
};

struct Done {};  // the value of a Result that carries none

template <class T = Done>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Refusal refusal)
        : state_(std::in_place_index<1>, std::move(refusal)) {
    }  // NOLINT(performance-unnecessary-value-param): it is moved

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    const T& value() const& {
        assert(ok());
        return *std::get_if<0>(&state_);
    }
    T& value() & {
        assert(ok());
        return *std::get_if<0>(&state_);
    }
    T&& value() && {
        assert(ok());
        return std::move(*std::get_if<0>(&state_));
    }
    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    const T* operator->() const { return &value(); }
    T* operator->() { return &value(); }

    const Refusal& refusal() const {
        assert(!ok());
        return *std::get_if<1>(&state_);
    }

private:
    std::variant<T, Refusal> state_;
};

}  // namespace aquacis
