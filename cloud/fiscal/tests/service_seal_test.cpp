#include <gtest/gtest.h>

#include <set>

#include "cloud/fiscal/pacsim/checks.hpp"
#include "cloud/fiscal/service/settings.hpp"
#include "cloud/fiscal/tests/support/fiscal_fixture.hpp"

namespace aquacis::fiscal::test {
namespace {

CsdFiles sat_csd(const std::filesystem::path& sat) {
    return {read_all(sat / "csd/EKU9003173C9.cer"), read_all(sat / "csd/EKU9003173C9.key"), "12345678a"};
}

TEST(Csd, SealsAsSatsTestCertificateDid) {
    const auto sat = sat_folder();
    if (!sat) GTEST_SKIP() << "../shared/data/cfdi (SAT's test CSD) is absent";
    const auto csd = Csd::read(sat_csd(*sat));
    ASSERT_TRUE(csd) << csd.refusal().code;
    EXPECT_EQ(csd->no_certificado(), "30001000000500003416");
    EXPECT_EQ(csd->rfc(), "EKU9003173C9");
    EXPECT_TRUE(csd->valid_at(*parse_iso("2026-11-20T16:00:00Z")));
    EXPECT_FALSE(csd->valid_at(*parse_iso("2027-11-20T16:00:00Z")));
    const std::string xml = read_all(*sat / "samples/agua-domestico-ppd.xml");
    EXPECT_EQ(csd->seal(read_all(*sat / "samples/agua-domestico-ppd.cadena.txt")),
              attribute_of(xml, "cfdi:Comprobante", "Sello"));
    EXPECT_EQ(csd->certificado(), attribute_of(xml, "cfdi:Comprobante", "Certificado"));
}

TEST(Csd, SaysWhatIsWrongWithItsFiles) {
    const auto sat = sat_folder();
    if (!sat) GTEST_SKIP() << "../shared/data/cfdi (SAT's test CSD) is absent";
    CsdFiles files = sat_csd(*sat);
    files.password = "wrong";
    EXPECT_EQ(Csd::read(files).refusal().code, "fiscal.csd_key_unreadable");
    files = sat_csd(*sat);
    files.certificate = "no certificate";
    EXPECT_EQ(Csd::read(files).refusal().code, "fiscal.csd_unreadable");
    files.certificate = read_all(*sat / "csd/PAC-SPR190613I52-30001000000500003456.cer");
    EXPECT_EQ(Csd::read(files).refusal().code, "fiscal.csd_not_a_pair");
}

TEST(Csd, MadeForTestsHasTheShapeOfSats) {
    EXPECT_EQ(test_csd().no_certificado(), "30001000000500009001");
    EXPECT_EQ(test_csd().rfc(), "EKU9003173C9");
}

// The simulator reads the XML with code of its own; SAT's samples judge it.
TEST(PacSimulator, RecomputesTheCadenasOfTheSamples) {
    const auto sat = sat_folder();
    if (!sat) GTEST_SKIP() << "../shared/data/cfdi (SAT's samples) is absent";
    std::set<std::string> equal, other;
    for (const auto& file : std::filesystem::directory_iterator(*sat / "samples")) {
        if (file.path().extension() != ".xml") continue;
        const auto document = pacsim::read_document(read_all(file.path()));
        ASSERT_TRUE(document) << file.path();
        auto cadena_file = file.path();
        cadena_file.replace_extension(".cadena.txt");
        (pacsim::cadena_of(*document) == read_all(cadena_file) ? equal : other).insert(file.path().stem().string());
    }
    EXPECT_EQ(equal.count("agua-domestico-ppd"), 1U);
    EXPECT_GE(equal.size(), 4U);
    // It leaves out what no water bill has: the payment complement, and the sample of every rare attribute.
    for (const std::string& name : other)
        EXPECT_TRUE(name.starts_with("created-cfdi40-pago20") || name.starts_with("cfdv40-ejemplo")) << name;
}

TEST(PacSimulator, VerifiesTheSampleSeal) {
    const auto sat = sat_folder();
    if (!sat) GTEST_SKIP() << "../shared/data/cfdi (SAT's samples) is absent";
    const auto sample = pacsim::read_document(read_all(*sat / "samples/agua-domestico-ppd.xml"));
    ASSERT_TRUE(sample);
    const auto found = pacsim::check_seal(*sample, pacsim::cadena_of(*sample));
    EXPECT_FALSE(found) << found->code << found->message;
    EXPECT_FALSE(pacsim::check_content(*sample, *parse_iso("2026-11-20T18:00:00Z")));
    EXPECT_EQ(pacsim::check_content(*sample, *parse_iso("2026-11-24T18:00:00Z"))->code, "401");
}

class Complaints : public testing::Test {
protected:
    std::string sealed(const Comprobante& c) const {
        const Csd& csd = test_csd();
        return to_xml(c, {csd.no_certificado(), csd.certificado(), csd.seal(cadena_original(c, csd.no_certificado()))});
    }
    Comprobante good() const {
        return build_comprobante({domestic_bill(), nobody_in_particular(), issuer(), clock.now()})->comprobante;
    }
    std::string code_of(const Comprobante& c) { return stamper.stamp(sealed(c)).code; }

    ManualClock clock{SystemClock().now() + 1min};
    pacsim::Stamper stamper{clock, 10};
};

TEST_F(Complaints, GoodIsStampedAndTheSameAgainIs307WithTheSameTimbre) {
    const std::string xml = sealed(good());
    const auto first = stamper.stamp(xml);
    ASSERT_EQ(first.kind, pacsim::Verdict::Kind::stamped) << first.code << first.message;
    const auto second = stamper.stamp(xml);
    EXPECT_EQ(second.code, "307");
    EXPECT_EQ(second.timbre, first.timbre);
    EXPECT_EQ(stamper.recover(xml), first.timbre);
}

TEST_F(Complaints, NameTheRuleThatIsBroken) {
    Comprobante c = good();
    c.sub_total = c.sub_total + Decimal(1, 2);
    EXPECT_EQ(code_of(c), "CFDI40108");
    c = good();
    c.total = c.total + Decimal(1, 2);
    EXPECT_EQ(code_of(c), "CFDI40119");
    c = good();
    c.forma_pago = "01";
    EXPECT_EQ(code_of(c), "CFDI40105");
    c = good();
    c.receptor.domicilio_fiscal = "06000";
    EXPECT_EQ(code_of(c), "CFDI40149");
    c = good();
    c.traslados[1].importe = c.traslados[1].importe + Decimal(1, 2);
    EXPECT_EQ(code_of(c), "CFDI40221");
    c = good();
    c.conceptos[1].traslados[0].importe = Decimal(420, 2);
    EXPECT_EQ(code_of(c), "CFDI40180");
    c = good();
    c.conceptos[0].valor_unitario = Decimal(100, 2);
    EXPECT_EQ(code_of(c), "CFDI40167");
    c = good();
    c.fecha = to_local_iso(clock.now() - 73h);
    EXPECT_EQ(code_of(c), "401");
    c = good();
    c.receptor = {"DIM8701081LA", "DISTRIBUIDORA", "76030", "616", "S01"};
    EXPECT_EQ(code_of(c), "CFDI40158");
    c.receptor.regimen_fiscal = "999";
    EXPECT_EQ(code_of(c), "CFDI40157");
    c.receptor.regimen_fiscal = "601";
    c.receptor.uso_cfdi = "G04";
    EXPECT_EQ(code_of(c), "CFDI40160");
    c.receptor.uso_cfdi = "D01";
    EXPECT_EQ(code_of(c), "CFDI40161");
    c.receptor.uso_cfdi = "G03";
    EXPECT_EQ(code_of(c), "");
    c = good();
    c.receptor = {"XEXX010101000", "JOHN SMITH", "76030", "616", "S01"};
    EXPECT_EQ(code_of(c), "CFDI40149");
    c.receptor.domicilio_fiscal = "76000";
    EXPECT_EQ(code_of(c), "");
    c = good();
    c.emisor.rfc = "DIM8701081LA";
    EXPECT_EQ(code_of(c), "303");
}

TEST_F(Complaints, RefuseWhatWasChangedAfterSealing) {
    std::string xml = sealed(good());
    xml.replace(xml.find("Saneamiento"), 11, "Saneamiemto");
    EXPECT_EQ(stamper.stamp(xml).code, "302");
    EXPECT_EQ(stamper.stamp("<cfdi:Comprobante").code, "301");
    EXPECT_EQ(stamper.stamp("<!DOCTYPE x [<!ENTITY a \"b\">]>" + xml.substr(xml.find('\n') + 1)).code, "301");
}

TEST(Settings, NameTheKeyThatIsWrong) {
    const TemporaryFolder folder;
    run((source_folder() / "tests/support/make_csd.sh").string() + " " + folder.path().string() +
        " EKU9003173C9 'ESCUELA KEMPER URGATE' 2>&1");
    const std::string path = folder.path().string();
    const auto config = [&](const std::string& rfc) {
        return Config::from_text("[fiscal]\ncsd_certificate = \"" + path + "/csd.cer\"\ncsd_key = \"" + path +
                                     "/csd.key\"\ncsd_password_file = \"" + path + "/csd.password\"\nissuer_rfc = \"" +
                                     rfc +
                                     "\"\nissuer_name = \"X\"\nissuer_regime = \"601\"\nplace_of_issue = \"76000\"\n"
                                     "pac = \"http://127.0.0.1:1\"\n[fiscal.concepts.water]\nproduct = "
                                     "\"93161700\"\nunit = \"SM3\"\nunit_name = \"m3\"\n",
                                 "test");
    };
    EXPECT_EQ(read_csd(config("EKU9003173C9"))->rfc(), "EKU9003173C9");
    EXPECT_FALSE(read_csd(Config::from_text("[fiscal]\nissuer_rfc = \"EKU9003173C9\"\n", "test")));
    EXPECT_THROW(read_csd(config("DIM8701081LA")), ConfigError);
    EXPECT_EQ(read_issuer(config("EKU9003173C9")).concepts["water"].unit, "SM3");
    EXPECT_EQ(read_issuer(config("EKU9003173C9")).concepts["sewer"].product, "83101501");
}

}  // namespace
}  // namespace aquacis::fiscal::test
