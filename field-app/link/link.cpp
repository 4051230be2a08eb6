#include "field-app/link/link.hpp"

#include "base/version.hpp"
#include "field-app/core/store/office_store.hpp"

namespace aquacis::office {

Link::Link(const OfficeConfig& config, sqlite::File file, const Clock& clock, RandomBits random)
    : config_(config),
      file_(std::move(file)),
      clock_(clock),
      random_(std::move(random)),
      target_({config.series, config.folio_batch, pin_key_of(file_)}),
      offline_since_(clock.now()) {}

Link::~Link() { go_offline(); }

void Link::go_online() {
    if (agent_) return;
    sync::AgentConfig agent;
    agent.file = file_;
    agent.server = config_.server;
    agent.identity = config_.identity;
    agent.partition = config_.partition();
    agent.program_version = version;
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
    if (agent_) return agent_->state();
    sync::LinkState state;
    state.offline_since = offline_since_;
    return state;
}

void Link::on_change(std::function<void()> listener) {
    listener_ = std::move(listener);
    if (agent_) agent_->on_change(listener_);
}

}  // namespace aquacis::office
