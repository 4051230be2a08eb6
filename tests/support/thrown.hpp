#pragma once
// What a call throws: its type and what it says.

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace aquacis::test {

// A fault of another type goes on, and fails the test with its own words.
template <class Fault>
void expect_thrown(const std::string& words, const std::function<void()>& call) {
    try {
        call();
        ADD_FAILURE() << "nothing was thrown that says: " << words;
    } catch (const Fault& fault) {
        EXPECT_NE(std::string(fault.what()).find(words), std::string::npos) << fault.what();
    }
}

}  // namespace aquacis::test
