// The program's own commands, run as an operator runs them.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <pqxx/pqxx>
#include <regex>
#include <sstream>
#include <thread>

#include "base/certificates/device_authority.hpp"
#include "base/certificates/device_key.hpp"
#include "cloud/payments/payments.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "cloud/platform/events/dead_letters.hpp"
#include "cloud/platform/host/host.hpp"
#include "tests/support/cloud_settings.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::aquacisctl {
namespace {

constexpr AdministrationId queretaro{11};

struct Answer {
    int status = -1;
    std::string text;  // both streams
    bool says(const std::string& words) const { return text.find(words) != std::string::npos; }
};

class OperatorCommands : public testing::Test {
protected:
    test::CloudSettings settings{{}};
    const Config config = settings.config();

    void SetUp() override {
        const char* folder = std::getenv("AQUACIS_BIN");
        program_ = folder == nullptr ? "" : std::string(folder) + "/aquacisctl";
        if (access(program_.c_str(), X_OK) != 0) GTEST_SKIP() << "aquacisctl is not built: AQUACIS_BIN=" << program_;
    }

    Answer run(const std::string& words) const { return run_with(settings.file().string(), words); }
    Answer run_with(const std::string& config_file, const std::string& words) const {
        return run_as_typed(words + " --config " + config_file);
    }
    Answer run_as_typed(const std::string& words) const {
        const std::string command = program_ + " " + words + " 2>&1";
        Answer answer;
        std::FILE* out = popen(command.c_str(), "r");
        std::array<char, 4096> part{};
        for (std::size_t size = 0; (size = std::fread(part.data(), 1, part.size(), out)) > 0;)
            answer.text.append(part.data(), size);
        const int status = pclose(out);
        answer.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        return answer;
    }
    Answer init(const std::string& modules) const {
        return run("db init --modules " + modules + " --admin '" + test::PostgresServer::shared().admin_connection() +
                   "'");
    }
    // A command's settings for a server at this port.
    std::string client_of(int port) const {
        const std::string folder = settings.folder().string() + "/";
        std::ofstream(folder + "client.toml")
            << "[client]\ntarget = \"localhost:" << port << "\"\nconnect_s = 1\nca = \"" << folder
            << "ca.crt\"\ncert = \"" << folder << "cloud.crt\"\nkey = \"" << folder << "cloud.key\"\n";
        return folder + "client.toml";
    }
    int version_of(const std::string& context) const {
        const auto names = platform::database_names(context, settings.prefix());
        return platform::schema_version(test::PostgresServer::shared().connection(names.database, names.owner));
    }

private:
    std::string program_;
};

TEST_F(OperatorCommands, MakesDatabasesOnceAndWalksTheirSchemas) {
    const Answer first = init("customers,metering");
    ASSERT_EQ(first.status, 0) << first.text;
    EXPECT_TRUE(first.says(settings.prefix() + "metering: schema ")) << first.text;
    const int top = version_of("metering");
    EXPECT_GT(top, 0);
    EXPECT_EQ(init("customers,metering").status, 0) << "a second time";

    EXPECT_EQ(run("db rollback --module metering --to 0").status, 0);
    EXPECT_EQ(version_of("metering"), 0);
    EXPECT_GT(version_of("customers"), 0);
    EXPECT_EQ(run("db migrate --modules metering").status, 0);
    EXPECT_EQ(version_of("metering"), top);
    const Answer wrong = run("db migrate --modules meterin");
    EXPECT_EQ(wrong.status, 2);
    EXPECT_TRUE(wrong.says("meterin") && wrong.says("billing")) << wrong.text;
}

TEST_F(OperatorCommands, EachContextsRoleAppendsToTheLogAndReadsItAndChangesNothing) {
    ASSERT_EQ(init("customers,metering").status, 0);
    for (const char* context : {"customers", "metering"}) {
        const auto names = platform::database_names(context, settings.prefix());
        pqxx::connection session(test::PostgresServer::shared().connection(settings.prefix() + "eventlog", names.app));
        const auto may = [&](const std::string& sql) {
            try {
                pqxx::work work(session);
                work.exec(sql);
                work.commit();
                return true;
            } catch (const pqxx::insufficient_privilege&) {
                return false;
            }
        };
        EXPECT_TRUE(
            may("INSERT INTO log_event (topic, partition, log_offset, key, envelope, kept_days) VALUES ('t', 0, "
                "(SELECT count(*) + 1 FROM log_event), 'k', '', 7)"))
            << context;
        EXPECT_TRUE(may("SELECT * FROM log_event")) << context;
        EXPECT_FALSE(may("UPDATE log_event SET envelope = 'forged'")) << context;
        EXPECT_FALSE(may("DELETE FROM log_event")) << context;
        EXPECT_FALSE(may("DELETE FROM log_head")) << context;
        EXPECT_FALSE(may("DROP TABLE log_event")) << context;
    }
}

TEST_F(OperatorCommands, TellsWhatALogSetBackHasLostUntilItIsSettledAndAsksForItAgain) {
    ASSERT_EQ(init("metering").status, 0);
    EXPECT_FALSE(run("log status --modules metering").says("LOST"));
    pqxx::connection admin(test::PostgresServer::shared().admin_connection(settings.prefix() + "metering"));
    pqxx::nontransaction(admin).exec(
        "UPDATE relay_place SET lost = 20, lost_from = '2026-11-01T02:00:00Z', lost_to = '2026-11-02T03:00:00Z'");
    const Answer told = run("log status --modules metering");
    EXPECT_TRUE(told.says("LOST: 20 events of 2026-11-01T02:00:00") && told.says("to 2026-11-02T03:00:00"))
        << told.text;
    EXPECT_TRUE(run("log settle --modules metering").says("metering: 20 lost events are settled"));
    EXPECT_FALSE(run("log status --modules metering").says("LOST"));

    pqxx::nontransaction(admin).exec(
        "INSERT INTO announcement (administration_id, what, told) VALUES (11, 'meter', 7)");
    const Answer status = run("feed status --modules metering");
    EXPECT_TRUE(status.says("metering\tmeter\tadministration 11\t7 told\trunning")) << status.text;
}

TEST_F(OperatorCommands, ARebuildAsksEveryContextAndLeavesNoneOut) {
    ASSERT_EQ(init("all").status, 0);
    EXPECT_NE(run("feed rebuild --modules metering").status, 0) << "consumers would go on without what others tell";
    EXPECT_FALSE(run("feed status").says("asked for"));
    EXPECT_EQ(run("feed rebuild").status, 0);
    const Answer status = run("feed status");
    for (const char* context : {"customers", "contracts", "metering", "billing", "payments", "fiscal"})
        EXPECT_TRUE(status.says(std::string(context) + "\tall\tadministration 0\t0 told\tasked for")) << status.text;
    EXPECT_FALSE(run("feed status --modules metering").says("billing"));
}

std::string content_of(const std::filesystem::path& file) {
    std::stringstream content;
    content << std::ifstream(file).rdbuf();
    return content.str();
}

// As long as it lives the server's roles, its superuser aside, log in by password.
class PasswordsAlone {
public:
    explicit PasswordsAlone(const std::string& role) : role_(role) {
        file_ = ask("SHOW hba_file");
        before_ = content_of(file_);
        std::ofstream(file_) << "local all postgres trust\nlocal all all scram-sha-256\n";
        ask("SELECT pg_reload_conf()");
        wait_until([&] { return refusal_of(role).find("password") != std::string::npos; });
    }
    ~PasswordsAlone() {
        std::ofstream(file_) << before_;
        ask("SELECT pg_reload_conf()");
        wait_until([&] { return refusal_of(role_).find("password") == std::string::npos; });
    }
    PasswordsAlone(const PasswordsAlone&) = delete;
    PasswordsAlone& operator=(const PasswordsAlone&) = delete;

private:
    static std::string ask(const std::string& sql) {
        pqxx::connection session(test::PostgresServer::shared().admin_connection());
        return pqxx::nontransaction(session).exec(sql)[0][0].c_str();
    }
    static void wait_until(const std::function<bool()>& is_so) {
        while (!is_so())
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    static std::string refusal_of(const std::string& role) {
        try {
            const pqxx::connection session(test::PostgresServer::shared().connection("postgres", role));
            return {};
        } catch (const pqxx::broken_connection& fault) {
            return fault.what();
        }
    }
    std::string role_, file_, before_;
};

TEST_F(OperatorCommands, MigratesAndRunsAsRolesThatLogInByPassword) {
    const auto owners = settings.folder() / "owners", apps = settings.folder() / "apps";
    const auto write = [](const std::filesystem::path& file, const std::string& password) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << password << "\n";
    };
    for (const char* context : {"metering", "eventlog"}) {
        write(owners / context, std::string("the owner's of ") + context);
        write(apps / context, std::string("the app's \\ of ") + context);
    }
    const std::string folders = "[database]\nowner_password_folder = \"" + owners.string() +
                                "\"\npassword_folder = \"" + apps.string() + "\"\n";
    std::ofstream(settings.folder() / "by_password.toml")
        << std::regex_replace(content_of(settings.file()), std::regex("\\[database\\]\n"), folders);
    const auto by_password = [&](const std::string& words) {
        return run_with((settings.folder() / "by_password.toml").string(), words + " --modules metering");
    };
    ASSERT_EQ(init("metering").status, 0);
    const auto names = platform::database_names("metering", settings.prefix());
    const PasswordsAlone passwords_alone(names.owner);
    EXPECT_NE(run("db migrate --modules metering").status, 0) << "nobody gave a password";
    const Answer made = by_password("db init --admin '" + test::PostgresServer::shared().admin_connection() + "'");
    EXPECT_EQ(made.status, 0) << made.text;
    EXPECT_EQ(by_password("db migrate").status, 0);
    EXPECT_TRUE(by_password("log status").says("metering\toutbox")) << "the role that runs";
    write(owners / "metering", "another");
    EXPECT_NE(by_password("db migrate").status, 0);
}

TEST_F(OperatorCommands, ASilentServerIsNamedSoonAndNotWaitedFor) {
    const std::string folder = settings.folder().string() + "/";
    std::ofstream(folder + "token") << "any\n";
    const Answer answer = run_with(
        client_of(9),
        "bill --zone 14-B --period 2026-10 --cut 2026-10-31 --issue 2026-11-01 --due 2026-11-30 --token-file " +
            folder + "token");
    EXPECT_NE(answer.status, 0);
    EXPECT_TRUE(answer.says("client.target") && answer.says("localhost:9") && answer.says("start aquacisd"))
        << answer.text;
}

TEST_F(OperatorCommands, ListsShowsAndReplaysADeadLetter) {
    ASSERT_EQ(init("metering").status, 0);
    platform::Pool database({.connection = platform::app_connection(config, "metering")});
    platform::LoggedEvent dead;
    dead.event.event_id = make_uuid_v7(from_microseconds(1'700'000'000'000'000), seeded_random(1));
    dead.event.topic = "note.written";
    dead.event.key = "meter-7";
    dead.event.event_type = "note";
    dead.event.administration = queretaro;
    dead.event.payload = "private words";
    dead.partition = 1;
    dead.offset = 42;
    database.run(queretaro, [&](platform::Transaction& tx) {
        platform::bury_letter(tx, {"metering", "no such meter"}, dead);
    });

    const Answer list = run("dlq list --context metering");
    EXPECT_EQ(list.status, 0) << list.text;
    EXPECT_TRUE(list.says(dead.event.event_id.to_string()) && list.says("waiting") && list.says("no such meter"))
        << list.text;
    const Answer show = run("dlq show 1 --context metering");
    EXPECT_TRUE(show.says("note.written partition 1 offset 42") && show.says("no such meter")) << show.text;
    EXPECT_FALSE(show.says("private words"));
    const Answer replay = run("dlq replay 1 --context metering");
    EXPECT_EQ(replay.status, 0) << replay.text;
    EXPECT_TRUE(run("dlq list --context metering").says("replayed"));

    const auto row = database.run(queretaro, [](platform::Transaction& tx) {
        return tx.pq().exec("SELECT event_id, key, next_try_at <= now() FROM set_aside")[0];
    });
    EXPECT_EQ(row[0].as<std::string>(), dead.event.event_id.to_string()) << "its consumer tries it again";
    EXPECT_EQ(row[1].as<std::string>(), "meter-7");
    EXPECT_TRUE(row[2].as<bool>());

    for (const char* words : {"dlq show 99 --context metering", "dlq replay 99 --context metering"}) {
        const Answer none = run(words);
        EXPECT_EQ(none.status, 1);
        EXPECT_TRUE(none.says("no dead letter 99 in metering")) << none.text;
    }
}

TEST_F(OperatorCommands, AsksAgainWhatWasParkedAndNothingElse) {
    ASSERT_EQ(init("synchub").status, 0);
    platform::Pool database({.connection = platform::app_connection(config, "synchub")});
    const auto ask = [&](const std::string& sql) {
        return database.run(queretaro, [&](platform::Transaction& tx) {
            const auto rows = tx.pq().exec(sql);
            return rows.empty() ? 0 : rows[0][0].as<int>();
        });
    };
    ask("INSERT INTO administration VALUES (11)");
    ask("INSERT INTO device (device_id, administration_id, epoch, program_version, enrolled_at, greeted_at) VALUES "
        "('00000000-0000-7000-8000-000000000001', 11, 1, '', now(), now())");
    const auto operation = [&](int seq, const std::string& verdict, const std::string& code) {
        ask("INSERT INTO operation (device_id, epoch, seq, administration_id, type, version, body, deps, hlc_wall_us, "
            "hlc_counter, actor, previous_hash, hash, act_hash, created_at_us, received_at, verdict, code, decided_at) "
            "VALUES ('00000000-0000-7000-8000-000000000001', 1, " +
            std::to_string(seq) + ", 11, 'a.b', 1, '', '{}', 0, 0, '', '', '', '', 0, now(), " + verdict + ", '" +
            code + "', '2026-11-30T12:00:00Z')");
    };
    operation(1, "3", "sync.needs_a_person");
    operation(2, "1", "");
    operation(3, "3", "payments.unreadable");
    operation(4, "4", "sync.needs_a_person");

    const Answer nothing = run("sync redrive");
    EXPECT_EQ(nothing.status, 1);
    EXPECT_TRUE(nothing.says("--code")) << nothing.text;
    EXPECT_TRUE(run("sync redrive --since yesterday").says("no time"));
    EXPECT_TRUE(run("sync redrive --since 2026-11-30T12:00:01Z").says("asked again 0"));
    EXPECT_TRUE(run("sync redrive --code sync.needs_a_person").says("asked again 1"));
    EXPECT_TRUE(run("sync redrive --code sync.needs_a_person").says("asked again 0"));
    EXPECT_EQ(ask("SELECT seq FROM operation WHERE verdict IS NULL"), 1);
    EXPECT_TRUE(run("sync redrive --since 2026-11-30T11:00:00Z").says("asked again 1"));
    EXPECT_EQ(ask("SELECT count(*)::int FROM operation WHERE verdict IS NULL"), 2);
}

TEST_F(OperatorCommands, ASynchubWhoseFilesWereCopiedBackTakesAnotherName) {
    ASSERT_EQ(init("synchub").status, 0);
    platform::Pool database({.connection = platform::app_connection(config, "synchub")});
    const auto name = [&] {
        return database.run(queretaro, [](platform::Transaction& tx) {
            return tx.pq().exec("SELECT incarnation::text FROM hub").at(0).at(0).as<std::string>();
        });
    };
    const std::string before = name();
    const Answer restored = run("sync restored");
    EXPECT_EQ(restored.status, 0) << restored.text;
    EXPECT_NE(name(), before);
    EXPECT_TRUE(restored.says("incarnation " + name())) << restored.text;
}

TEST_F(OperatorCommands, MakesAnAuthorityOnceAndSignsADevicesRequest) {
    const std::filesystem::path folder = settings.folder() / "authority";
    const std::string make = "ca make --out " + folder.string() + " --name 'CEA devices'";
    const Answer made = run_as_typed(make);
    ASSERT_EQ(made.status, 0) << made.text;
    EXPECT_TRUE(made.says("synchub.device_ca")) << "where it is to be named";
    EXPECT_EQ(std::filesystem::status(folder / "ca.key").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const std::string authority = platform::read_file(folder / "ca.crt");
    const Answer again = run_as_typed(make);
    EXPECT_EQ(again.status, 1);
    EXPECT_TRUE(again.says("is there already")) << again.text;
    EXPECT_EQ(platform::read_file(folder / "ca.crt"), authority);

    const DeviceKey key = DeviceKey::make();
    const std::string device = "00000000-0000-7000-8000-000000000001";
    const auto sign = [&](const std::string& request, const std::string& id) {
        std::ofstream(folder / "request.pem") << request;
        return run_as_typed("ca sign --administration 11 --ca " + (folder / "ca.crt").string() + " --key " +
                            (folder / "ca.key").string() + " --request " + (folder / "request.pem").string() +
                            " --device " + id);
    };
    const Answer signed_one = sign(key.request_pem(), device);
    ASSERT_EQ(signed_one.status, 0) << signed_one.text;
    const std::string certificate = signed_one.text.substr(signed_one.text.find("-----BEGIN"));
    EXPECT_EQ(why_not_usable(key, certificate, authority, SystemClock().now()), "");
    const auto said = read_device_certificate(certificate);
    ASSERT_TRUE(said);
    EXPECT_EQ(said->name, "device:" + device);
    EXPECT_EQ(said->administration, queretaro);
    const Answer none = sign("no request", device);
    EXPECT_EQ(none.status, 1);
    EXPECT_TRUE(none.says("PKCS #10") && !none.says("-----BEGIN")) << none.text;
    EXPECT_TRUE(sign(key.request_pem(), "caja-3").says("--device"));
}

TEST_F(OperatorCommands, TheStaffOfTheTillsIsPutAndDeactivated) {
    ASSERT_EQ(init("payments").status, 0);
    const std::string folder = settings.folder().string() + "/", server_file = folder + "served.toml";
    ASSERT_EQ(run_as_typed("demo-keys --out " + folder + "issuer").status, 0);
    std::string toml = platform::read_file(settings.file());
    toml.insert(toml.find("[auth]\n") + 7, "issuer = \"https://emisor\"\naudience = \"aquacis\"\njwks_file = \"" +
                                               folder + "issuer/jwks.json\"\n");
    std::ofstream(server_file) << toml;
    const Config served = Config::from_file(server_file);
    const SystemClock clock;
    platform::Host host({payments::module()}, served, clock, system_random());
    host.start();
    const Answer token =
        run_with(server_file, "token --scopes staff.admin --administration 11 --key " + folder + "issuer/key.pem");
    std::ofstream(folder + "token") << token.text;
    std::ofstream(folder + "pin") << "773014\n";
    const std::string client = client_of(host.grpc_port());
    const auto staff = [&](const std::string& words) {
        return run_with(client, "staff " + words + " --token-file " + folder + "token");
    };
    platform::Pool database({.connection = platform::app_connection(served, "payments")});
    const auto kept = [&](const std::string& columns) {
        return database.run(queretaro, [&](platform::Transaction& tx) {
            const auto rows = tx.pq().exec("SELECT " + columns + " FROM cashier WHERE cashier_id = 'E-07'");
            return rows.empty() ? std::string("nobody") : rows[0][0].as<std::string>();
        });
    };

    const Answer put = staff("put --id E-07 --name 'Ana Ruiz' --office Centro --pin-file " + folder + "pin");
    ASSERT_EQ(put.status, 0) << put.text;
    EXPECT_TRUE(put.says("registered E-07; the tills of Centro")) << put.text;
    EXPECT_EQ(kept("concat_ws('/', name, role, office, inactive)"), "Ana Ruiz/cashier/Centro/f");
    const std::string hash = kept("encode(pin_hash, 'hex')");
    EXPECT_EQ(hash.size(), 64U);
    EXPECT_EQ(staff("put --id E-07 --name 'Ana Ruiz' --role supervisor").status, 0);
    EXPECT_EQ(kept("concat_ws('/', role, office)"), "supervisor/");
    EXPECT_EQ(kept("encode(pin_hash, 'hex')"), hash) << "without --pin-file the PIN stays";

    std::ofstream(folder + "pin") << "1234\n";
    EXPECT_EQ(staff("put --id E-08 --name 'Luz' --pin-file " + folder + "pin").status, 1) << "too short";
    EXPECT_EQ(staff("deactivate --id E-07").status, 0);
    EXPECT_EQ(kept("inactive::text"), "true");
    const Answer unknown = staff("deactivate --id E-99");
    EXPECT_EQ(unknown.status, 1);
    EXPECT_TRUE(unknown.says("deactivating E-99: No hay una persona")) << unknown.text;
}

TEST_F(OperatorCommands, TellsHowTheLogStandsAndResumesWhoeverIsAheadOfIt) {
    ASSERT_EQ(init("metering").status, 0);
    platform::Pool database({.connection = platform::app_connection(config, "metering")});
    const auto position = [&](const char* offset) {
        database.run(queretaro, [&](platform::Transaction& tx) {
            tx.pq().exec_params(
                "INSERT INTO consumer_offset (consumer, topic, partition, last_offset, event_id) "
                "VALUES ('metering', 'note.written', 0, $1, gen_random_uuid())",
                offset);
        });
    };
    EXPECT_TRUE(run("log status --modules metering").says("0 waiting"));
    position("42");
    EXPECT_TRUE(run("log status --modules metering").says("STOPPED"));
    EXPECT_TRUE(run("log resume --modules metering").says("metering: 1 resumed"));
    const Answer status = run("log status --modules metering");
    EXPECT_FALSE(status.says("STOPPED")) << status.text;
    EXPECT_TRUE(run("log reappend --modules metering").says("metering: 0 rows"));
    EXPECT_EQ(run("log forget --group nobody").status, 0);
}

}  // namespace
}  // namespace aquacis::aquacisctl
