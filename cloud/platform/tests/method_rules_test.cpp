// A method says who may call it, or the program does not start.

#include "cloud/platform/calls/method_rules.hpp"

#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "aquacis/api/v1/options.pb.h"
#include "aquacis/contracts/v1/contracts.pb.h"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::platform {
namespace {

// A service of methods in a pool of its own.
class File {
public:
    File() : pool_(google::protobuf::DescriptorPool::generated_pool()) {
        file_.set_name("aquacis/probe.proto");
        file_.set_package("aquacis.probe");
        file_.add_dependency("aquacis/api/v1/options.proto");
        file_.add_message_type()->set_name("Answer");
        file_.add_service()->set_name("Probe");
    }
    google::protobuf::MethodOptions& method(const std::string& name, const std::string& request) {
        if (std::none_of(file_.message_type().begin(), file_.message_type().end(),
                         [&](const auto& type) { return type.name() == request; }))
            file_.add_message_type()->set_name(request);
        auto* method = file_.mutable_service(0)->add_method();
        method->set_name(name);
        method->set_input_type("." + file_.package() + "." + request);
        method->set_output_type(".aquacis.probe.Answer");
        return *method->mutable_options();
    }
    MethodRules rules() { return MethodRules({pool_.BuildFile(file_)}); }

private:
    google::protobuf::DescriptorPool pool_;
    google::protobuf::FileDescriptorProto file_;
};

std::string why_not(File& file) {
    try {
        file.rules();
        return {};
    } catch (const std::logic_error& fault) {
        return fault.what();
    }
}

TEST(MethodRules, TakeTheScopeFromTheProto) {
    const MethodRules rules;
    const contracts::v1::GetContractRequest request;
    EXPECT_EQ(rules.of(request).scope, "contracts.read");
    EXPECT_EQ(rules.of(request).method, "aquacis.contracts.v1.Contracts.GetContract");
    EXPECT_THROW(rules.of(contracts::v1::Contract()), std::logic_error);
}

TEST(MethodRules, AMethodHasAScopeOrIsOpenAndNotBoth) {
    File fine;
    fine.method("Read", "ReadRequest").SetExtension(api::v1::scope, "probe.read");
    fine.method("Enroll", "EnrollRequest").SetExtension(api::v1::open, true);
    EXPECT_EQ(why_not(fine), "");
    File forgotten;
    forgotten.method("Read", "ReadRequest");
    EXPECT_NE(why_not(forgotten).find("aquacis.probe.Probe.Read has no scope"), std::string::npos);
    File both;
    both.method("Read", "ReadRequest").SetExtension(api::v1::scope, "probe.read");
    both.method("Write", "WriteRequest").SetExtension(api::v1::scope, "probe.write");
    both.method("Both", "BothRequest").SetExtension(api::v1::scope, "probe.read");
    EXPECT_EQ(why_not(both), "");
    both.method("Enroll", "EnrollRequest").SetExtension(api::v1::scope, "probe.read");
    File two;
    two.method("Enroll", "EnrollRequest").SetExtension(api::v1::scope, "probe.read");
    two.method("Enroll2", "EnrollRequest").SetExtension(api::v1::scope, "probe.read");
    EXPECT_EQ(why_not(two), "");
    File apart;
    apart.method("Enroll", "EnrollRequest").SetExtension(api::v1::scope, "probe.read");
    apart.method("Enroll2", "EnrollRequest").SetExtension(api::v1::scope, "probe.write");
    EXPECT_NE(why_not(apart).find("has the request of"), std::string::npos);
    File ambiguous;
    auto& options = ambiguous.method("Read", "ReadRequest");
    options.SetExtension(api::v1::scope, "probe.read");
    options.SetExtension(api::v1::open, true);
    EXPECT_NE(why_not(ambiguous).find("one of the two"), std::string::npos);
}

TEST(Texts, ANulIsFoundAtAnyDepthAndBytesMayHaveIt) {
    contracts::v1::RegisterContractsRequest request;
    request.add_contracts()->set_number("1");
    EXPECT_TRUE(check_texts(request));
    request.add_contracts()->set_number(std::string("1\0x", 3));
    const auto refused = check_texts(request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.refusal().field, "contracts[1].number");
}

}  // namespace
}  // namespace aquacis::platform
