#include "field-app/link/link.hpp"

#include "base/log/log.hpp"
#include "base/version.hpp"
#include "field-app/core/store/office_store.hpp"
#include "field-app/link/recovery_certificate.hpp"

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
    agent.recovery_came = [file = config_.recovery](const std::string& pem) {
        try {
            keep_recovery_certificate(file, pem);
        } catch (const std::runtime_error& fault) {  // the till takes money without it
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

sync::LinkState Link::state() const {
    sync::LinkState state;
    if (agent_)
        state = agent_->state();
    else
        state.offline_since = offline_since_;
    if (state.problem.empty()) state.problem = target_.problem();
    return state;
}

void Link::on_change(std::function<void()> listener) {
    listener_ = std::move(listener);
    if (agent_) agent_->on_change(listener_);
}

}  // namespace aquacis::office
