// A bundle is believed or refused; what is refused leaves the slots as they were.

#include <gtest/gtest.h>

#include "edge-node/update/install.hpp"
#include "edge-node/update/signature.hpp"
#include "edge-node/update/tests/signing.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update {
namespace {

namespace fs = std::filesystem;
using test::make_bundle;
using test::ReleaseWish;

class Bundles : public testing::Test {
protected:
    std::string why_refused(const fs::path& bundle, const InstallRules& rules = {.compatible = test::compatible}) {
        try {
            install(Bundle(bundle, authority.certificate(), at), slots, rules, {});
            return {};
        } catch (const UpdateError& fault) {
            return fault.what();
        }
    }
    // Refused for a reason with `words` in it, and nothing is in the slots.
    void expect_refused(const fs::path& bundle, const std::string& words,
                        const InstallRules& rules = {.compatible = test::compatible}) {
        const std::string why = why_refused(bundle, rules);
        EXPECT_NE(why.find(words), std::string::npos) << why;
        EXPECT_FALSE(fs::exists(slots.path(0)));
        EXPECT_FALSE(fs::exists(slots.folder() / "slots.json"));
    }
    fs::path signed_manifest(const std::string& json, const std::string& content) {
        const std::string signature = sign(json, signer.certificate, signer.key);
        test::write(folder.path / "made", "AQUACIS BUNDLE 1\n" + std::to_string(json.size()) + " " +
                                              std::to_string(signature.size()) + "\n" + json + signature + content);
        return folder.path / "made";
    }

    test::TempFolder folder;
    test::ReleaseAuthority authority;
    const test::Pem signer = authority.issue();
    const SlotFolder slots{folder.path / "releases"};
    Instant at = test::now();
};

TEST_F(Bundles, good_one_fills_a_slot_and_is_on_trial) {
    EXPECT_EQ(why_refused(make_bundle(folder.path, "good", signer)), "");
    const SlotTable table = slots.read();
    EXPECT_EQ(table.primary, 0);
    EXPECT_TRUE(table.on_trial());
    EXPECT_EQ(table.at(0).version, "1.0.0");
    EXPECT_EQ(test::read(slots.path(0) / "bin/aquacis-edge"), "#!/bin/sh\nexit 0\n");
    EXPECT_EQ(fs::status(slots.path(0) / "bin/aquacis-edge").permissions(), static_cast<fs::perms>(0755));
    EXPECT_EQ(fs::status(slots.path(0) / "share/drivers/one.toml").permissions(), static_cast<fs::perms>(0644));
    EXPECT_EQ(why_not_whole(slots.path(0)), "");
}

TEST_F(Bundles, of_a_stranger_is_refused) {
    const test::ReleaseAuthority stranger;
    expect_refused(make_bundle(folder.path, "strange", stranger.issue()), "not signed by a release certificate");
}

TEST_F(Bundles, of_an_expired_certificate_is_refused) {
    expect_refused(make_bundle(folder.path, "late", authority.issue({.good_for_days = -2})), "expired");
}

TEST_F(Bundles, of_a_certificate_that_ends_later_is_refused_then) {
    at = test::now() + std::chrono::days(31);
    expect_refused(make_bundle(folder.path, "late", signer), "expired");
}

TEST_F(Bundles, of_a_gateways_own_certificate_is_refused) {
    expect_refused(make_bundle(folder.path, "device", authority.issue({.use = "clientAuth"})), "not for code");
}

TEST_F(Bundles, with_a_changed_manifest_is_refused) {
    const fs::path bundle = make_bundle(folder.path, "changed", signer);
    std::string bytes = test::read(bundle);
    bytes.replace(bytes.find("1.0.0"), 5, "9.0.0");
    test::write(bundle, bytes);
    expect_refused(bundle, "not signed");
}

TEST_F(Bundles, with_another_signature_is_refused) {
    const std::string bytes = test::read(make_bundle(folder.path, "one", signer));
    const std::string other = test::read(make_bundle(folder.path, "two", signer, {.version = "2.0.0"}));
    const auto manifest_of = [](const std::string& all) {
        return all.substr(all.find('{'), all.find("]\n}\n") + 4 - all.find('{'));
    };
    std::string swapped = bytes;
    swapped.replace(swapped.find('{'), manifest_of(bytes).size(), manifest_of(other));
    test::write(folder.path / "swapped", swapped);
    expect_refused(folder.path / "swapped", "not signed");
}

TEST_F(Bundles, cut_short_anywhere_is_refused) {
    const std::string bytes = test::read(make_bundle(folder.path, "whole", signer));
    for (std::size_t size = 0; size < bytes.size(); size += 7) {
        test::write(folder.path / "cut", bytes.substr(0, size));
        ASSERT_NE(why_refused(folder.path / "cut"), "") << size;
    }
    test::write(folder.path / "cut", bytes.substr(0, bytes.size() - 1));
    expect_refused(folder.path / "cut", "cut short");
    test::write(folder.path / "cut", bytes + "x");
    expect_refused(folder.path / "cut", "cut short");
}

TEST_F(Bundles, with_a_changed_file_is_refused) {
    const fs::path bundle = make_bundle(folder.path, "changed", signer);
    std::string bytes = test::read(bundle);
    bytes.back() = 'x';
    test::write(bundle, bytes);
    expect_refused(bundle, "not what was signed");
}

TEST_F(Bundles, for_another_machine_is_refused) {
    expect_refused(make_bundle(folder.path, "other", signer, {.made_for = "aquacis-edge-arm"}),
                   "is for aquacis-edge-arm");
}

TEST_F(Bundles, that_does_not_fit_the_disk_is_refused) {
    expect_refused(make_bundle(folder.path, "large", signer), "must stay free",
                   {.compatible = test::compatible, .keep_free_bytes = std::int64_t{1} << 60});
}

TEST_F(Bundles, that_is_older_is_refused_unless_it_is_wanted) {
    ASSERT_EQ(why_refused(make_bundle(folder.path, "new", signer, {.version = "1.10.0"})), "");
    slots.change([](SlotTable& table) { table.mark_good(); });
    const fs::path old = make_bundle(folder.path, "old", signer, {.version = "1.9.3"});
    EXPECT_NE(why_refused(old).find("older than 1.10.0"), std::string::npos);
    EXPECT_EQ(slots.read().primary, 0);
    EXPECT_FALSE(fs::exists(slots.path(1)));
    EXPECT_EQ(why_refused(old, {.compatible = test::compatible, .allow_downgrade = true}), "");
    EXPECT_EQ(slots.read().primary, 1);
}

TEST_F(Bundles, while_another_is_on_trial_is_refused) {
    ASSERT_EQ(why_refused(make_bundle(folder.path, "first", signer)), "");
    EXPECT_NE(why_refused(make_bundle(folder.path, "second", signer, {.version = "2.0"})).find("on trial"),
              std::string::npos);
    EXPECT_EQ(slots.read().at(0).version, "1.0.0");
}

TEST_F(Bundles, while_another_is_installed_is_refused) {
    fs::create_directories(slots.folder());
    const FileLock other(slots.folder() / "install.lock", FileLock::When::only_if_free);
    expect_refused(make_bundle(folder.path, "second", signer), "another update is being installed");
}

TEST_F(Bundles, with_a_path_that_leaves_the_folder_is_refused) {
    for (const std::string path : {"../evil", "/etc/evil", "bin/../../evil", "./evil", "bin//evil", "bin/", "a\\b",
                                   "manifest.json", "bin/aquacis-edge", "bin"}) {
        const std::string json = R"({"version":"1.0","compatible":"aquacis-edge-test","files":[)"
                                 R"({"path":"bin/aquacis-edge","size":0,"sha256":")" +
                                 std::string(64, '0') + R"(","executable":true},{"path":)" +
                                 (path == "a\\b" ? R"("a\\b")" : "\"" + path + "\"") + R"(,"size":1,"sha256":")" +
                                 std::string(64, '0') + R"(","executable":false}]})";
        expect_refused(signed_manifest(json, "x"), "the manifest");
    }
}

TEST_F(Bundles, whose_manifest_is_no_manifest_is_refused) {
    for (const std::string json : {"", "[]", "{}", R"({"version":1,"compatible":"a","files":[]})",
                                   R"({"version":"1","compatible":"aquacis-edge-test","files":[]})",
                                   R"({"version":"1..2","compatible":"a","files":[]})",
                                   R"({"version":"1","compatible":"a","files":[{"path":"bin/aquacis-edge"}]})",
                                   R"({"version":"1","compatible":"a","files":[)"
                                   R"({"path":"bin/aquacis-edge","size":-1,"sha256":"00","executable":true}]})"})
        EXPECT_NE(why_refused(signed_manifest(json, "")), "") << json;
    EXPECT_FALSE(fs::exists(slots.path(0)));
}

TEST_F(Bundles, whose_release_keys_are_no_keys_is_refused) {
    EXPECT_THROW(Bundle(make_bundle(folder.path, "good", signer), "nothing", at), UpdateError);
}

TEST(Versions, are_compared_by_number) {
    EXPECT_LT(*Version::parse("1.9"), *Version::parse("1.10"));
    EXPECT_EQ(*Version::parse("1.4"), *Version::parse("1.4.0.0"));
    for (const char* wrong : {"", "1.", ".1", "1.a", "v1", "1.2.3.4.5", "-1", "1 ", "99999999999"})
        EXPECT_FALSE(Version::parse(wrong)) << wrong;
}

}  // namespace
}  // namespace aquacis::edge::update
