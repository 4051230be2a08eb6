#pragma once
// Time that nobody can set: how long this machine has been up, in which boot. What must be waited for is measured in
// it.

#include <chrono>
#include <string>

namespace aquacis {

class Uptime {
public:
    virtual ~Uptime() = default;
    virtual std::string boot() const = 0;  // another one: the machine was started anew, `now` began at 0
    virtual std::chrono::microseconds now() const = 0;
};

class SystemUptime final : public Uptime {  // Linux; a suspended machine's time counts too
public:
    std::string boot() const override;
    std::chrono::microseconds now() const override;
};

class ManualUptime final : public Uptime {
public:
    std::string boot() const override { return boot_; }
    std::chrono::microseconds now() const override { return now_; }
    void advance(std::chrono::microseconds by) { now_ += by; }
    void restart(std::string boot) {
        boot_ = std::move(boot);
        now_ = {};
    }

private:
    std::string boot_ = "first";
    std::chrono::microseconds now_{};
};

}  // namespace aquacis
