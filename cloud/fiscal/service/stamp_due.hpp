#pragma once
// The task that seals pending documents and has them stamped, batch by batch, each administration in its turn. It may
// end at any moment: what is sealed is stored before the PAC sees it, and the same document sent again gets the same
// timbre. An outage of the PAC, of customers or of the seal certificate only makes documents wait, with an alarm; what
// is wrong with one document is that document's alone.

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "cloud/fiscal/service/context.hpp"
#include "cloud/fiscal/service/find_customers.hpp"
#include "cloud/fiscal/service/stamp_one.hpp"

namespace aquacis::fiscal {

class StampDue {
public:
    struct Settings {
        int batch = 200;                 // 1 to 500
        std::chrono::seconds lease{30};  // another worker leaves a taken document alone for so long
    };
    // One Pac a thread; two threads at most.
    StampDue(const Context& context, std::vector<std::unique_ptr<Pac>> pacs, Settings settings);

    bool step();  // true: there may be more at once

private:
    struct Job {
        ClaimedCfdi cfdi;
        std::string xml;  // sealed, once it is
        std::string remark;
        Instant fecha;
        StampOutcome outcome;
        bool done = false;  // the outcome is known
    };

    // Something that every document needs is away: nothing more is tried until then.
    struct Outage {
        Instant until;
        int times = 0;
        bool lasts(Instant now) const { return now < until; }
        void goes_on(Instant now) { until = now + std::min(pause_after(++times), longest); }
        void ends() { *this = {}; }
        static constexpr std::chrono::seconds longest{60};
    };

    std::size_t work(AdministrationId administration, Instant now);
    std::vector<CfdiState> states_to_claim(Instant now);
    std::vector<Job> claim(AdministrationId administration, std::span<const CfdiState> states, Instant now);
    void each(std::vector<Job>& jobs, const std::function<void(Job&, Pac&)>& work);
    void seal(AdministrationId administration, std::vector<Job>& jobs);
    void seal_one(Job& job, const CustomersFound& customers, Instant now) const;
    void keep_sealed(AdministrationId administration, std::vector<Job>& jobs, Instant now);
    void stamp(std::vector<Job>& jobs, Instant lease_until);
    void judge_pac(int shown, int away, Instant now);
    void save(AdministrationId administration, std::span<Job> jobs);
    void save_one_by_one(AdministrationId administration, std::span<Job> jobs);

    const Context& context_;
    std::vector<std::unique_ptr<Pac>> pacs_;
    Settings settings_;
    Outage pac_, customers_;
};

}  // namespace aquacis::fiscal
