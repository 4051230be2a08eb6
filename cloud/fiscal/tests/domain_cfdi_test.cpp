#include <gtest/gtest.h>

#include "base/tax_regime.hpp"
#include "cloud/fiscal/domain/build.hpp"
#include "cloud/fiscal/domain/cfdi.hpp"
#include "cloud/fiscal/domain/importe_band.hpp"
#include "cloud/fiscal/domain/text.hpp"
#include "cloud/fiscal/domain/timbre.hpp"
#include "cloud/fiscal/tests/support/bills.hpp"
#include "cloud/fiscal/tests/support/sat_files.hpp"

namespace aquacis::fiscal {
namespace {

using namespace test;

const Seal placeholder{"30001000000500003416", "MIIB", "c2VsbG8="};

Comprobante built(const Invoice& invoice, const Taxpayer& taxpayer, const Issuer& from = issuer()) {
    auto made = build_comprobante({invoice, taxpayer, from, sealing_time()});
    EXPECT_TRUE(made) << (made ? "" : made.refusal().message);
    return std::move(made)->comprobante;
}

std::string refusal_code(const Invoice& invoice, const Taxpayer& taxpayer) {
    const auto made = build_comprobante({invoice, taxpayer, issuer(), sealing_time()});
    return made ? "" : made.refusal().code;
}

TEST(Build, SaysWhatTheDomesticBillSays) {
    const Comprobante c = built(domestic_bill(), nobody_in_particular());
    EXPECT_EQ(as_written(c.sub_total), "244.00");
    EXPECT_EQ(as_written(c.total), "251.04");
    EXPECT_EQ(c.fecha, "2026-11-01T10:00:00");
    EXPECT_EQ(c.forma_pago + c.metodo_pago, "99PPD");
    ASSERT_EQ(c.traslados.size(), 2U);
    EXPECT_EQ(as_written(c.traslados[0].base) + " " + as_written(c.traslados[0].tasa_o_cuota), "200.00 0.000000");
    EXPECT_EQ(as_written(c.traslados[1].base) + " " + as_written(c.traslados[1].importe), "44.00 7.04");
    EXPECT_EQ(c.conceptos[0].objeto_imp, "02");
}

TEST(Build, GenericReceptorTakesThePlaceOfIssue) {
    const Comprobante c = built(domestic_bill(), nobody_in_particular());
    EXPECT_EQ(c.receptor.rfc, "XAXX010101000");
    EXPECT_EQ(c.receptor.nombre, "MARÍA ÑÚÑEZ ÁGUILA");
    EXPECT_EQ(c.receptor.domicilio_fiscal, "76000");
    EXPECT_EQ(c.receptor.regimen_fiscal + c.receptor.uso_cfdi, "616S01");
}

TEST(Build, RefusesTheNameOfTheGlobalInvoice) {
    Taxpayer taxpayer = nobody_in_particular();
    taxpayer.name = "Publico en general";
    EXPECT_EQ(refusal_code(domestic_bill(), taxpayer), "fiscal.name_of_global_invoice");
}

TEST(Build, KeepsAUseThatTheRegimeTakesAndElseS01) {
    EXPECT_EQ(built(domestic_bill(), company()).receptor.uso_cfdi, "G03");
    Taxpayer employee = company();
    employee.rfc = "CAMA911215CJ0";
    employee.tax_regime = "605";
    EXPECT_EQ(built(domestic_bill(), employee).receptor.uso_cfdi, "S01");
    EXPECT_FALSE(regime_takes_use("616", "G03"));
    EXPECT_TRUE(regime_takes_use("616", "S01"));
    EXPECT_TRUE(regime_takes_use("605", "D01"));
    EXPECT_FALSE(regime_takes_use("999", "S01"));
}

TEST(Build, TheRegimeIsOfThePersonThatTheRfcSays) {
    Taxpayer taxpayer = company();
    for (const char* regime : {"616", "605", "612"}) {  // of natural persons
        taxpayer.tax_regime = regime;
        EXPECT_EQ(refusal_code(domestic_bill(), taxpayer), "fiscal.regime_not_of_person") << regime;
    }
    taxpayer.tax_regime = "";
    EXPECT_EQ(refusal_code(domestic_bill(), taxpayer), "fiscal.regime_unknown");
    taxpayer.rfc = "CAMA911215CJ0";
    taxpayer.tax_regime = "601";
    EXPECT_EQ(refusal_code(domestic_bill(), taxpayer), "fiscal.regime_not_of_person");
    taxpayer.rfc = "AÑÑ801231JK0";  // Ñ is two bytes and one character: a company
    EXPECT_EQ(refusal_code(domestic_bill(), taxpayer), "");
}

TEST(Build, AForeignerTakesThePlaceOfIssue) {
    Taxpayer foreigner = company();
    foreigner.rfc = "XEXX010101000";
    foreigner.postal_code = "76030";
    for (const char* postal_code : {"76030", ""}) {
        foreigner.postal_code = postal_code;
        const Receptor receptor = built(domestic_bill(), foreigner).receptor;
        EXPECT_EQ(receptor.rfc, "XEXX010101000");
        EXPECT_EQ(receptor.domicilio_fiscal, "76000");
        EXPECT_EQ(receptor.regimen_fiscal + receptor.uso_cfdi, "616S01");
    }
}

TEST(Build, AUseThatIsNoneBecomesS01AndSaysSo) {
    for (const char* use : {"G04", "G99", "I09", "D11", "D99", "CP01", "CN01", ""}) {
        Taxpayer taxpayer = company();
        taxpayer.cfdi_use = use;
        const auto made = build_comprobante({domestic_bill(), taxpayer, issuer(), sealing_time()});
        ASSERT_TRUE(made) << use;
        EXPECT_EQ(made->comprobante.receptor.uso_cfdi, "S01") << use;
        EXPECT_NE(made->remark.find("S01"), std::string::npos) << use;
    }
    EXPECT_EQ(build_comprobante({domestic_bill(), company(), issuer(), sealing_time()})->remark, "");
}

std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& sql) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(read_all(sql));
    for (std::string line; std::getline(lines, line);) {
        const auto begin = line.find("VALUES(");
        if (begin == std::string::npos) continue;
        std::vector<std::string> cells{""};
        bool quoted = false;
        for (std::size_t i = begin + 7; i < line.size() && (quoted || line[i] != ')'); ++i) {
            if (line[i] == '\'')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
                cells.emplace_back();
            else
                cells.back() += line[i];
        }
        rows.push_back(cells);
    }
    return rows;
}

TEST(Catalogue, RegimesAndUsesAreSats) {
    const auto sat = sat_folder();
    if (!sat) GTEST_SKIP() << "../shared/data/cfdi (SAT's catalogues) is absent";
    const auto regimes = rows_of(*sat / "catalogs/cfdi_40_regimenes_fiscales.sql");
    ASSERT_EQ(regimes.size(), 19U);
    for (const auto& regime : regimes) {
        EXPECT_TRUE(is_tax_regime(regime[0]));
        if (regime[0] == "621") continue;  // the editions differ
        EXPECT_EQ(regime_is_of(regime[0], TaxPerson::natural), regime[2] == "1") << regime[0];
        EXPECT_EQ(regime_is_of(regime[0], TaxPerson::company), regime[3] == "1") << regime[0];
    }
    const auto uses = rows_of(*sat / "catalogs/cfdi_40_usos_cfdi.sql");
    ASSERT_EQ(uses.size(), 24U);
    for (const auto& use : uses) {
        if (use[0] == "CP01" || use[0] == "CN01") continue;  // of payments and payrolls
        for (const auto& regime : regimes)
            EXPECT_EQ(regime_takes_use(regime[0], use[0]), use[6].find(regime[0]) != std::string::npos)
                << use[0] << " " << regime[0];
    }
}

TEST(Fecha, IsTheBillsDayWhileSatTakesItAndNeverBefore) {
    const Date day = *parse_date("2026-10-31");
    const Instant long_ago = *parse_iso("2025-01-01T00:00:00Z");
    const auto fecha = [&](const char* now) { return to_local_iso(fecha_of({day, *parse_iso(now), long_ago})); };
    EXPECT_EQ(earliest_seal(day), *parse_iso("2026-10-31T00:00:00-06:00"));
    EXPECT_EQ(fecha("2026-10-31T09:30:00-06:00"), "2026-10-31T09:30:00");
    EXPECT_EQ(fecha("2026-11-02T18:00:00-06:00"), "2026-10-31T23:59:59");  // another month, the same document
    EXPECT_EQ(fecha("2026-11-03T23:00:00-06:00"), "2026-11-03T23:00:00");
    const Instant renewed = *parse_iso("2026-11-01T12:00:00-06:00");
    EXPECT_EQ(to_local_iso(fecha_of({day, *parse_iso("2026-11-01T13:00:00-06:00"), renewed})), "2026-11-01T13:00:00");
}

TEST(Build, RefusesWhatSatWouldRefuse) {
    Taxpayer taxpayer = company();
    taxpayer.postal_code = "7603";
    EXPECT_EQ(refusal_code(domestic_bill(), taxpayer), "fiscal.postal_code_malformed");
    taxpayer = company();
    taxpayer.rfc = "DIM87010";
    EXPECT_EQ(refusal_code(domestic_bill(), taxpayer), "fiscal.rfc_malformed");
    Invoice wrong_tax = domestic_bill();
    wrong_tax.lines[1].tax = Money::centavos(420);
    sum_up(wrong_tax);
    EXPECT_EQ(refusal_code(wrong_tax, company()), "fiscal.tax_out_of_band");
    Invoice wrong_total = domestic_bill();
    wrong_total.total += Money::centavos(1);
    EXPECT_EQ(refusal_code(wrong_total, company()), "fiscal.total_differs");
    Invoice nothing = domestic_bill();
    nothing.lines.clear();
    EXPECT_EQ(refusal_code(nothing, company()), "fiscal.nothing_to_charge");
}

TEST(Build, AllowanceBecomesDiscountOfItsRate) {
    Invoice invoice = domestic_bill();
    invoice.lines.push_back(line("adjustment", "Bonificación", -1000, "0.160000", -160));
    sum_up(invoice);
    const Comprobante c = built(invoice, company());
    ASSERT_EQ(c.conceptos.size(), 3U);
    ASSERT_TRUE(c.descuento);
    EXPECT_EQ(as_written(*c.descuento), "10.00");
    EXPECT_FALSE(c.conceptos[1].descuento);
    EXPECT_EQ(as_written(*c.conceptos[2].descuento), "10.00");  // the largest of the 16 %
    EXPECT_EQ(as_written(c.conceptos[2].traslados[0].base), "14.00");
    EXPECT_EQ(as_written(c.total), "239.44");
    EXPECT_EQ(Money::from_pesos(c.total, Rounding::half_up), invoice.total);
}

TEST(Build, AllowanceOfAWholeChargeLeavesNoTaxNode) {
    Invoice invoice = domestic_bill();
    invoice.lines.push_back(line("adjustment", "Subsidio", -20000, "0.000000", 0));
    sum_up(invoice);
    const Comprobante c = built(invoice, company());
    EXPECT_EQ(c.conceptos[0].objeto_imp, "04");
    EXPECT_TRUE(c.conceptos[0].traslados.empty());
    EXPECT_EQ(c.traslados.size(), 1U);
    invoice.lines.push_back(line("adjustment", "Subsidio", -1, "0.000000", 0));
    sum_up(invoice);
    EXPECT_EQ(refusal_code(invoice, company()), "fiscal.allowance_exceeds_charges");
}

TEST(Build, CountsCubicMetresWhenTheUnitIsTheirs) {
    Invoice invoice = domestic_bill();
    invoice.lines[0].unit = "m3";
    invoice.lines[0].quantity = Decimal::integer(10);
    invoice.lines[0].unit_price = *Decimal::parse("20.00");
    Issuer by_volume = issuer();
    by_volume.concepts["water"] = {"93161700", "SM3", "m3"};
    Concepto concepto = built(invoice, company(), by_volume).conceptos[0];
    EXPECT_EQ(as_written(concepto.cantidad) + " " + as_written(concepto.valor_unitario), "10 20.00");
    invoice.lines[0].unit_price = *Decimal::parse("21.50");  // blocks: the mean price does not give the amount
    concepto = built(invoice, company(), by_volume).conceptos[0];
    EXPECT_EQ(as_written(concepto.cantidad) + " " + as_written(concepto.valor_unitario), "1 200.00");
}

TEST(ImporteBand, IsSats) {
    const Band band = importe_band({*Decimal::parse("10.000"), *Decimal::parse("20.00")}, 2);
    EXPECT_EQ(band.least.to_string(), "199.94");
    EXPECT_EQ(band.most.to_string(), "200.07");
}

TEST(Text, KeepsSatsPatterns) {
    EXPECT_EQ(clean_text("  a |\n b\t", 100), "a b");
    EXPECT_EQ(clean_text("áéíóú", 3), "áéí");
    EXPECT_EQ(clean_text("ab cd", 3), "ab");
    EXPECT_EQ(clean_text("ab cd", 4), "ab c");
    EXPECT_EQ(upper_case("Ñandú ÷ ß"), "ÑANDÚ ÷ ß");
    EXPECT_EQ(escape_attribute("<\"&\">"), "&lt;&quot;&amp;&quot;&gt;");
}

TEST(Qr, TrimsZerosButKeepsADecimal) {
    const auto total = [](const char* text) {
        const std::string url =
            qr_url({"U", "A&A050908GT0", "XAXX010101000", *Decimal::parse(text), "abcdefghij+1A=="});
        EXPECT_NE(url.find("re=A%26A050908GT0&"), std::string::npos);
        EXPECT_TRUE(url.ends_with("&fe=hij+1A==")) << url;
        return url.substr(url.find("tt=") + 3, url.find("&fe=") - url.find("tt=") - 3);
    };
    EXPECT_EQ(total("123.45"), "123.45");
    EXPECT_EQ(total("1000.00"), "1000.0");
    EXPECT_EQ(total("0"), "0.0");
    EXPECT_EQ(total("0.123457"), "0.123457");
}

TEST(Cfdi, StatesHaveNamesAndRetriesGrow) {
    for (const CfdiState state : {CfdiState::pending, CfdiState::sealed, CfdiState::stamped, CfdiState::rejected,
                                  CfdiState::unknown, CfdiState::set_aside, CfdiState::not_needed})
        EXPECT_EQ(cfdi_state(name_of(state)), state);
    EXPECT_THROW(cfdi_state("lost"), std::invalid_argument);
    EXPECT_EQ(pause_after(1).count(), 2);
    EXPECT_EQ(pause_after(100).count(), 300);
    EXPECT_EQ(cfdi_of(domestic_bill().id, 0), cfdi_of(domestic_bill().id, 1));
    EXPECT_NE(cfdi_of(domestic_bill().id, 2), cfdi_of(domestic_bill().id, 1));
}

TEST(Timbre, IsReadFromAWholeDocumentAndRefusedWhenIncomplete) {
    const auto sat = sat_folder();
    if (!sat) GTEST_SKIP() << "../shared/data/cfdi (SAT's samples) is absent";
    int seen = 0;
    for (const auto& file : std::filesystem::directory_iterator(*sat / "samples")) {
        const std::string name = file.path().filename().string();
        if (!name.ends_with(".tfd-cadena.txt")) continue;
        const auto timbre = read_timbre(read_all(*sat / "samples" / (name.substr(0, name.size() - 15) + ".xml")));
        ASSERT_TRUE(timbre) << name;
        EXPECT_EQ(cadena_of(*timbre), read_all(file.path())) << name;
        ++seen;
    }
    EXPECT_GE(seen, 3);
    EXPECT_FALSE(read_timbre("<tfd:TimbreFiscalDigital Version=\"1.1\" UUID=\"x\"/>"));
    EXPECT_FALSE(read_timbre(""));
}

class AgainstSat : public testing::TestWithParam<int> {
protected:
    Invoice bill() const {
        Invoice invoice = domestic_bill();
        switch (GetParam()) {
            case 1:
                invoice.lines.push_back(
                    line("adjustment", "Bonificación <15 %> \"fuga\" & más", -555, "0.160000", -89));
                break;
            case 2:
                invoice.lines = {line("fixed", "Cuota   fija |  mensual\n", 8640, "0.160000", 1382)};
                break;
            case 3:
                invoice.lines.push_back(line("adjustment", "Subsidio", -20000, "0.000000", 0));
                break;
            default:
                break;
        }
        sum_up(invoice);
        return invoice;
    }
};

TEST_P(AgainstSat, CadenaIsThatOfTheXsltAndTheXsdTakesTheXml) {
    const auto sat = sat_folder();
    if (!sat) GTEST_SKIP() << "../shared/data/cfdi (SAT's XSLT and XSD) is absent";
    for (const Taxpayer& taxpayer : {nobody_in_particular(), company()}) {
        const Comprobante c = built(bill(), taxpayer);
        const TemporaryFolder folder;
        const auto file = folder.write("cfdi.xml", to_xml(c, placeholder));
        const auto cadena =
            run("xsltproc --nonet " + (*sat / "xslt/4/cadenaoriginal_4_0/cadenaoriginal_4_0.xslt").string() + " " +
                file.string() + " 2>/dev/null");
        ASSERT_EQ(cadena.status, 0);
        EXPECT_EQ(cadena_original(c, placeholder.no_certificado), cadena.text);
        const auto valid =
            run("xmllint --nonet --noout --schema " + (*sat / "xsd/all.xsd").string() + " " + file.string() + " 2>&1");
        EXPECT_EQ(valid.status, 0) << valid.text;
    }
}

INSTANTIATE_TEST_SUITE_P(Bills, AgainstSat, testing::Range(0, 4));

}  // namespace
}  // namespace aquacis::fiscal
