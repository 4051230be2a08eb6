#pragma once
// The commands of aquacis-till. README.md beside this file lists them.

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "field-app/core/office.hpp"
#include "field-app/core/search/searcher.hpp"
#include "field-app/node/link.hpp"

namespace aquacis::office {

class Commands {
public:
    Commands(Office& office, Link& link, const sqlite::File& file);
    // Never throws on what a script sent: a malformed or refused command is answered {"ok":false, …}.
    nlohmann::json answer(const std::string& line);
    bool finished() const { return finished_; }

private:
    using Json = nlohmann::json;
    using Handler = Json (Commands::*)(const Json&);
    Json sign_in(const Json& command);
    Json open(const Json& command);
    Json search(const Json& command);
    Json account(const Json& command);
    Json pay(const Json& command);
    Json close(const Json& command);
    Json reprint(const Json& command);
    Json cancel(const Json& command);
    Json receipt_pdf(const Json& command);
    Json link(const Json& command);
    Json sync_status(const Json& command);
    Json ledger(const Json& command);
    Json quit(const Json& command);

    Office& office_;
    Link& link_;
    Searcher searcher_;
    std::optional<Cashier> cashier_;
    std::optional<CashSession> session_;
    bool finished_ = false;
    static const std::map<std::string, Handler, std::less<>> handlers_;
};

}  // namespace aquacis::office
