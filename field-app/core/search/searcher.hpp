#pragma once
// Finds contracts by name, street, number or meter over its own read connection. For one thread, but interrupt() is for
// any.

#include <atomic>
#include <filesystem>
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
    Money owed;  // this till's pending payments taken off
    int debts = 0;
};

struct SearchAnswer {
    std::string query;
    std::vector<std::string> words;  // folded; what a list marks
    std::vector<SearchHit> hits;     // at most 20
    bool corrected = false;          // found only after allowing for typing errors
    std::int64_t contracts = 0;      // on this machine
};

class Searcher {
public:
    static constexpr std::size_t most_hits = 20;
    explicit Searcher(const std::filesystem::path& file);
    // Throws sqlite::Error (interrupted) when interrupt() came in between.
    SearchAnswer find(const std::string& query);
    void interrupt() { database_.interrupt(); }

private:
    using Rows = std::vector<std::int64_t>;
    void by_digits(const std::string& query, Rows& rows);
    void by_words(const std::string& match, Rows& rows);
    void by_similar_words(const std::vector<std::string>& words, Rows& rows);
    std::vector<std::string> similar(const std::string& word) const;
    void refresh();
    SearchHit hit(std::int64_t row);

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
