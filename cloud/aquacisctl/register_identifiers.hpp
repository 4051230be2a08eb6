#pragma once
// RFC and CURP of made-up people and companies, as SAT and RENAPO would form them: initials, date, and a right check
// digit.

#include <string>
#include <string_view>

#include "base/time.hpp"
#include "base/uuid.hpp"

namespace aquacis::aquacisctl {

struct Person {
    std::string given;     // "José Luis"
    std::string paternal;  // "Peña"
    std::string maternal;
    bool is_woman = false;
    Date born;
    std::string full_name() const { return given + " " + paternal + " " + maternal; }
};

std::string rfc_of(const Person& person, const RandomBits& random);
std::string rfc_of_company(std::string_view name, Date founded, const RandomBits& random);
std::string curp_of(const Person& person);

// "MARIA PEÑA": as SAT writes a name. Accents go, Ñ stays.
std::string upper_plain(std::string_view text);
// "maria.pena": for an e-mail.
std::string lower_ascii(std::string_view text);

}  // namespace aquacis::aquacisctl
