#pragma once
// The task that seals pending documents and has them stamped, batch by batch, in every administration. It may end at
// any moment: what is sealed is stored before the PAC sees it, and the same document sent again gets the same timbre.

#include <functional>
#include <memory>
#include <vector>

#include "cloud/fiscal/service/context.hpp"
#include "cloud/fiscal/service/stamp_one.hpp"

namespace aquacis::fiscal {

class StampDue {
public:
    struct Settings {
        int batch = 200;                 // 1 to 500
        std::chrono::seconds lease{30};  // another worker leaves a taken document alone for so long
        int most_tries = 1000;           // then a document is rejected, with the last reason
    };
    // One Pac a thread; two threads at most.
    StampDue(const Context& context, std::vector<std::unique_ptr<Pac>> pacs, Settings settings);

    bool step();  // true: there may be more at once

private:
    struct Job {
        ClaimedCfdi cfdi;
        StampOutcome outcome;
        bool done = false;  // the outcome is known
    };

    std::size_t work(AdministrationId administration);
    std::vector<Job> claim(AdministrationId administration);
    void seal(AdministrationId administration, std::vector<Job>& jobs);
    void seal_one(Job& job, const std::map<CustomerId, Taxpayer>& taxpayers, Instant now) const;
    void keep_sealed(AdministrationId administration, std::vector<Job>& jobs, Instant now);
    void stamp(std::vector<Job>& jobs);
    void save(AdministrationId administration, std::vector<Job>& jobs);

    const Context& context_;
    std::vector<std::unique_ptr<Pac>> pacs_;
    Settings settings_;
};

}  // namespace aquacis::fiscal
