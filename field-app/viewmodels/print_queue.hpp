#pragma once
// Papers are made on a thread of their own: the window never waits for a printer. What became of each is said on the
// window's thread, in order.

#include <QObject>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "field-app/core/printing/paper_device.hpp"

namespace aquacis::office {

class PrintQueue : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t most_waiting = 16;
    using Work = std::function<Sent()>;      // on the printing thread; what it throws is a paper that did not come out
    using Then = std::function<void(Sent)>;  // on the window's
    explicit PrintQueue(QObject* parent = nullptr);
    ~PrintQueue() override;  // finishes the paper under way; what waits is not printed

    bool add(Work work, Then then);  // false: too many wait

private:
    struct Job {
        Work work;
        Then then;
    };
    void run();

    std::mutex mutex_;
    std::condition_variable added_;
    std::deque<Job> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace aquacis::office
