#pragma once
// What the simulation's tills do, as the bodies that real tills send; and what a feed's account row says of it.
// Each payment of a contract is another power of two, so the contract's credit tells exactly which of them stand: one
// that took effect twice would be another payment's.

#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "base/uuid.hpp"

namespace aquacis::simulation {

struct Payment {
    std::string id;
    std::string contract;
    std::int64_t centavos = 0;
    std::int64_t folio = 0;
    std::string series;
    std::string session;
    std::string body(Instant taken_at) const;
    static Payment of(const std::string& body);
};

struct Close {
    std::string session;
    std::int64_t expected = 0;
    int payments = 0;
    std::string body(Instant closed_at) const;
    static Close of(const std::string& body);
};

struct Cancel {
    std::string payment;
    std::string session;
    std::string body(Instant cancelled_at) const;
    static Cancel of(const std::string& body);
};

struct FolioAsk {
    std::string series;
    int count = 0;
    std::int64_t above = 0;
    std::string body() const;
    static FolioAsk of(const std::string& body);
};
struct FolioRange {
    std::string series;
    std::int64_t first = 0, last = 0;
    std::string body() const;
    static FolioRange of(const std::string& body);
};

std::string opening_of(const std::string& session, Instant opened_at);

std::string account_row(const std::string& contract, std::int64_t credit, std::uint64_t version);
std::int64_t credit_in(const std::string& account_row);

inline std::string series_of(const Uuid& device) {
    std::string series = "T-" + device.to_string().substr(0, 8);
    for (char& c : series)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return series;
}

inline constexpr const char* supervisor = "lupe";
inline constexpr const char* cashier = "maria";

}  // namespace aquacis::simulation
