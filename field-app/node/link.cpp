#include "field-app/node/link.hpp"

#include "base/log/log.hpp"
#include "base/version.hpp"
#include "field-app/node/recovery_certificate.hpp"

namespace aquacis::field {

Link::Link(Parts parts) : parts_(std::move(parts)), offline_since_(parts_.clock.now()) {}

Link::~Link() { go_offline(); }

void Link::go_online() {
    if (agent_) return;
    sync::AgentConfig agent;
    agent.file = parts_.file;
    agent.server = parts_.config.server;
    agent.identity = parts_.config.identity;
    agent.partition = parts_.config.partition();
    agent.program_version = version;
    agent.recovery_came = [file = parts_.config.recovery](const std::string& pem) {
        try {
            keep_recovery_certificate(file, pem);
        } catch (const std::runtime_error& fault) {  // a device works without it
            log::warning("office.recovery_not_kept", {{"recovery", file.string()}, {"why", fault.what()}});
        }
    };
    agent_ = std::make_unique<sync::Agent>(agent, parts_.clock, parts_.random, parts_.target);
    if (listener_) agent_->on_change(listener_);
    agent_->start();
}

void Link::go_offline() {
    if (!agent_) return;
    agent_->stop();
    agent_.reset();
    offline_since_ = parts_.clock.now();
    if (listener_) listener_();
}

void Link::wake() {
    if (agent_) agent_->wake();
}

sync::LinkState Link::state() const {
    sync::LinkState state;
    if (agent_)
        state = agent_->state();
    else
        state.offline_since = offline_since_;
    if (state.problem.empty() && parts_.problem) state.problem = parts_.problem();
    return state;
}

void Link::on_change(std::function<void()> listener) {
    listener_ = std::move(listener);
    if (agent_) agent_->on_change(listener_);
}

}  // namespace aquacis::field
