#include "field-app/node/link.hpp"

#include "base/log/log.hpp"
#include "base/version.hpp"
#include "field-app/node/recovery_certificate.hpp"

namespace aquacis::field {

Link::Link(Parts parts)
    : config_(parts.config),
      file_(std::move(parts.file)),
      clock_(parts.clock),
      random_(std::move(parts.random)),
      target_(parts.target),
      problem_(std::move(parts.problem)),
      offline_since_(clock_.now()) {}

Link::~Link() { go_offline(); }

void Link::go_online() {
    if (agent_) return;
    sync::AgentConfig agent;
    agent.file = file_;
    agent.server = config_.server;
    agent.identity = config_.identity;
    agent.partition = config_.partition();
    agent.program_version = version;
    agent.recovery_came = [file = config_.recovery](const std::string& pem) {
        try {
            keep_recovery_certificate(file, pem);
        } catch (const std::runtime_error& fault) {  // a device works without it
            log::warning("office.recovery_not_kept", {{"recovery", file.string()}, {"why", fault.what()}});
        }
    };
    agent_ = std::make_unique<sync::Agent>(agent, clock_, random_, target_);
    if (listener_) agent_->on_change(listener_);
    agent_->start();
}

void Link::go_offline() {
    if (!agent_) return;
    agent_->stop();
    agent_.reset();
    offline_since_ = clock_.now();
    if (listener_) listener_();
}

void Link::wake() {
    if (agent_) agent_->wake();
}

void Link::want(sync::Ask wish) {
    if (agent_) agent_->want(std::move(wish));
}

sync::LinkState Link::state() const {
    sync::LinkState state;
    if (agent_)
        state = agent_->state();
    else
        state.offline_since = offline_since_;
    if (state.problem.empty() && problem_) state.problem = problem_();
    return state;
}

void Link::on_change(std::function<void()> listener) {
    listener_ = std::move(listener);
    if (agent_) agent_->on_change(listener_);
}

}  // namespace aquacis::field
