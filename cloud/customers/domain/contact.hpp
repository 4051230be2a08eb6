#pragma once
// How a customer is reached.

#include <optional>
#include <string>
#include <string_view>

namespace aquacis::customers {

class Email {
public:
    // One @, something on both sides, a dot in the domain, no blanks, at most 254 bytes. The domain is put in lower
    // case.
    static std::optional<Email> parse(std::string_view text);
    const std::string& text() const { return text_; }
    friend bool operator==(const Email&, const Email&) = default;

private:
    explicit Email(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// A Mexican number: ten digits. "+52", "52" before twelve digits, blanks, dashes, dots and brackets are dropped.
class Phone {
public:
    static std::optional<Phone> parse(std::string_view text);
    const std::string& digits() const { return digits_; }
    friend bool operator==(const Phone&, const Phone&) = default;

private:
    explicit Phone(std::string digits) : digits_(std::move(digits)) {}
    std::string digits_;
};

}  // namespace aquacis::customers
