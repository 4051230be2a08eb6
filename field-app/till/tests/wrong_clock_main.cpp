// aquacis-till on a machine whose clock is wrong: till_with_a_wrong_clock SECONDS …, then aquacis-till's own words.

#include <iostream>

#include "base/parse_number.hpp"
#include "field-app/till/program.hpp"

namespace {

class WrongClock final : public aquacis::Clock {
public:
    explicit WrongClock(std::chrono::seconds wrong_by) : wrong_by_(wrong_by) {}
    aquacis::Instant now() const override { return system_.now() + wrong_by_; }

private:
    aquacis::SystemClock system_;
    std::chrono::seconds wrong_by_;
};

}  // namespace

int main(int argc, char** argv) {
    const auto seconds = argc > 1 ? aquacis::parse_number<std::int64_t>(argv[1]) : std::nullopt;
    if (!seconds) {
        std::cerr << "till_with_a_wrong_clock: the first word is by how many seconds\n";
        return 2;
    }
    argv[1] = argv[0];
    return aquacis::office::till_program(argc - 1, argv + 1, WrongClock(std::chrono::seconds(*seconds)));
}
