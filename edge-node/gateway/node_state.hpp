#pragma once
// What the node tells of itself: to the local page (JSON), to Prometheus (text), and whether it is well.

#include <deque>
#include <mutex>
#include <string>

#include "edge-node/gateway/node.hpp"

namespace aquacis::edge {

class NodeState {
public:
    explicit NodeState(const Node& node) : node_(node) {}

    void sample();  // once a minute or so: what "in the last hour" is measured by
    // Of the meters, those whose name has `find` in it: the first hundreds, the troubled ones first.
    std::string page_json(const std::string& find) const;
    std::string metrics() const;
    struct Health {
        bool well = false;
        std::string json;
    };
    Health health() const;

private:
    static constexpr std::size_t max_samples = 61;
    static constexpr std::size_t max_meters_shown = 200;
    struct Sample {
        std::int64_t uptime_us;
        IntakeCounts counts;
    };
    IntakeCounts hour_ago() const;
    std::int64_t silent_meters() const;
    std::optional<Validity> certificate_validity() const;
    std::string fault() const;

    const Node& node_;
    mutable std::mutex mutex_;
    std::deque<Sample> samples_;
};

// The explainer's answer: chips and parts. The key may be empty: then the node's own key of that meter is tried.
std::string explain_json(const Node& node, const std::string& hex, const std::string& key);

}  // namespace aquacis::edge
