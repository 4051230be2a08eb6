#pragma once
// Finds contracts by name, street, number or meter over its own read connection. For one thread, but interrupt() is for
// any.

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/sqlite/sqlite.hpp"

namespace aquacis::office {

struct SearchHit {
    ContractId contract;
    std::string number;
    std::string customer_name;
    std::string place;  // "Morelos 112, Centro"
    std::string settlement;
    std::string meter;  // "KAM 64107712", when it is here for its meter
    Money owed;         // this till's pending payments taken off
    int debts = 0;
};

// A contract's number that was written whole and that this machine does not have.
struct UnknownNumber {
    std::string number;
    bool check_digit_wrong = false;
};

// A code that was read and opens nothing here: another administration's, or one that was not read well.
struct UselessCode {
    AdministrationId administration;
    bool misread = false;
};

struct SearchAnswer {
    std::string query;
    std::vector<std::string> words;  // folded; what a list marks
    std::vector<SearchHit> hits;     // at most 20
    bool corrected = false;          // found only after allowing for typing errors
    bool exact = false;              // what was written names these and nothing else
    // Found by a paper that names no administration: elsewhere the same number is another person's.
    bool name_unconfirmed = false;
    std::optional<UnknownNumber> unknown;
    std::optional<UselessCode> useless;
    std::int64_t contracts = 0;  // on this machine
};

class Searcher {
public:
    static constexpr std::size_t most_hits = 20;
    explicit Searcher(const sqlite::File& file);
    // Throws sqlite::Error (interrupted) when interrupt() came in between.
    SearchAnswer find(const std::string& query);
    void interrupt() { database_.interrupt(); }

private:
    struct Found {
        std::int64_t row = 0;
        bool by_meter = false;
    };
    using Rows = std::vector<Found>;
    bool by_whole_number(const std::string& query, SearchAnswer& answer, Rows& rows);
    AdministrationId own_administration();
    bool has_bill_of(const Rows& rows, const std::string& prefix);
    bool by_folio(const std::string& query, Rows& rows);
    void by_digits(const std::string& digits, Rows& rows);
    void by_meter(const std::string& digits, Rows& rows);
    void by_numbers(const SearchAnswer& answer, Rows& rows);
    void add(std::string_view statement, const std::string& text, Rows& rows);
    void add_meters(std::string_view statement, const std::string& text, Rows& rows);
    void by_words(const std::string& match, Rows& rows);
    void by_similar_words(const std::vector<std::string>& words, Rows& rows);
    std::vector<std::string> similar(const std::string& word) const;
    void refresh();
    SearchHit hit(const Found& found);

    struct Term {
        std::string text;
        std::int64_t documents = 0;
    };
    sqlite::Database database_;
    std::vector<Term> vocabulary_;
    std::int64_t vocabulary_contracts_ = -1;
    std::int64_t contracts_ = 0;
    std::int64_t data_version_ = -1;
};

}  // namespace aquacis::office
