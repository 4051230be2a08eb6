#pragma once
// Puts a receipt on paper: ESC/POS bytes to the till's printer, or a PDF beside the data when it has none.

#include "field-app/core/use_cases/reprint.hpp"
#include "field-app/viewmodels/workplace.hpp"

namespace aquacis::office {

class Printer {
public:
    explicit Printer(Workplace& place) : place_(place) {}
    // The job becomes sent, or doubtful with the refusal that says what to do.
    Result<std::string> print(const Receipt& receipt, const PrintJob& job);  // where it went
    Result<Done> open_drawer();

private:
    Workplace& place_;
};

}  // namespace aquacis::office
