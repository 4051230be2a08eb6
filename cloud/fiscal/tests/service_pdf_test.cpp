#include "cloud/fiscal/pdf/bill_pdf.hpp"
#include "cloud/fiscal/service/get_invoice_pdf.hpp"
#include "cloud/fiscal/tests/support/fiscal_fixture.hpp"
#include "cloud/fiscal/tests/support/pdf_text.hpp"

namespace aquacis::fiscal::test {
namespace {

// The bill of the office's explanation window.
Invoice explained_bill() {
    Invoice invoice = domestic_bill();
    const auto add = [&](const char* kind, const char* title, std::int64_t centavos, const char* rate, std::int64_t tax,
                         const char* why) {
        invoice.lines.push_back(line(kind, title, centavos, rate, tax));
        invoice.lines.back().explanation = why;
    };
    invoice.lines.clear();
    add("fixed", "Cargo fijo", 8640, "0", 0, "Uso doméstico medio. Tarifa QRO 2026, versión 3, artículo 4.");
    add("water", "Agua por bloques", 40230, "0", 0,
        "10 m³ × $15.20 = 152.00; 10 m³ × $22.45 = 224.50; 1 m³ × $25.80 = 25.80");
    add("sewer", "Alcantarillado, 10 % del agua", 4887, "0.16", 782,
        "(86.40 + 402.30) × 0.10 = 48.870, redondeado a centavos al final de la línea.");
    add("treatment", "Saneamiento, 12 % del agua", 5864, "0.16", 938, "(86.40 + 402.30) × 0.12 = 58.644 → 58.64");
    add("adjustment", "Ajuste del recibo anterior", 6103, "0", 0,
        "En septiembre se estimaron 18 m³; la lectura real fue de 21 m³. Se cobra la diferencia con la tarifa de "
        "septiembre.");
    invoice.consumed = Volume::litres(21'000);
    invoice.tariff_sha256 = "9f2c0b1e4d5a6978" + std::string(44, '0') + "be71";
    invoice.reading_note =
        "Lectura 1,284 m³ el 28 sep y 1,305 m³ el 29 oct, recibidas por radio del medidor KAM 6410 7712. Validada sin "
        "observaciones.";
    sum_up(invoice);
    return invoice;
}

class BillPdf : public FiscalTest {
protected:
    std::string text_of(const std::string& pdf) { return test::text_of(folder, pdf); }
    TemporaryFolder folder;
};

TEST_F(BillPdf, StampedBillSaysWhatTheCfdiSays) {
    Invoice bill = explained_bill();
    announce({bill});
    step();
    const StoredCfdi cfdi = stored(bill);
    ASSERT_EQ(name_of(cfdi.state), "stamped") << cfdi.reason;
    const auto pdf = get_invoice_pdf(context, ana(), {bill.id.to_string(), ""});
    ASSERT_TRUE(pdf);
    EXPECT_EQ(customers_service.purpose, "bill");
    const std::string text = text_of(*pdf);
    const auto timbre = read_timbre(cfdi.xml);
    for (const std::string& said :
         {std::string("$674.44"), std::string("30 de noviembre de 2026"), std::string("octubre de 2026"),
          std::string("21 m³"), std::string("00412-7"), std::string("María Ñúñez Águila"),
          std::string("Av. 5 de Febrero 112, Centro"), std::string("$402.30"), timbre->uuid,
          std::string("KAM 6410 7712"), std::string("Doméstico"), std::string("representación impresa de un CFDI")})
        EXPECT_NE(text.find(said), std::string::npos) << said << "\n" << text;
    EXPECT_EQ(text.find("en trámite"), std::string::npos);
}

// What a scanner reads of the page's codes, one a line.
std::string codes_on(const TemporaryFolder& folder, const std::string& pdf, int dots_an_inch) {
    folder.write("bill.pdf", pdf);
    return run("cd " + folder.path().string() + " && rm -f page*.png && pdftoppm -gray -r " +
               std::to_string(dots_an_inch) + " -png bill.pdf page && zbarimg -q page-1.png")
        .text;
}

TEST_F(BillPdf, ItsBarsOpenItsContractWithOrWithoutATimbre) {
    Invoice bill = explained_bill();
    announce({bill});
    const auto says_contract = [&](int dots_an_inch) {
        return codes_on(folder, *get_invoice_pdf(context, ana(), {bill.id.to_string(), ""}), dots_an_inch)
                   .find("CODE-128:C11E-00412-7\n") != std::string::npos;
    };
    EXPECT_TRUE(says_contract(200));
    step();
    EXPECT_TRUE(says_contract(200));
    EXPECT_TRUE(says_contract(150));
}

TEST_F(BillPdf, ARejectedBillSaysSoAndAZeroBillNeedsNone) {
    customers_service.like.set_rfc("DIM8701081LA");
    const Invoice bill = explained_bill();
    Invoice zero = numbered_bill(2);
    zero.lines.clear();
    sum_up(zero);
    announce({bill, zero});
    step();
    ASSERT_EQ(state_of(bill), "rejected");
    const std::string text = text_of(*get_invoice_pdf(context, ana(), {bill.id.to_string(), ""}));
    EXPECT_NE(text.find("no se pudo emitir"), std::string::npos) << text;
    EXPECT_EQ(text.find("en trámite"), std::string::npos);
    EXPECT_EQ(text.find("fiscal."), std::string::npos) << "a citizen reads no code of ours";
    const std::string none = text_of(*get_invoice_pdf(context, ana(), {zero.id.to_string(), ""}));
    EXPECT_NE(none.find("no lleva comprobante fiscal"), std::string::npos) << none;
}

TEST_F(BillPdf, QrLeadsToSat) {
    Invoice bill = explained_bill();
    announce({bill});
    step();
    if (run("command -v zbarimg").status != 0) GTEST_SKIP() << "zbarimg is not installed";
    const auto file = folder.write("bill.pdf", *get_invoice_pdf(context, ana(), {bill.id.to_string(), ""}));
    const auto read =
        run("cd " + folder.path().string() + " && pdftoppm -r 200 -png bill.pdf page && zbarimg -q --raw page-1.png");
    EXPECT_EQ(read.text.substr(0, 60), "https://verificacfdi.facturaelectronica.sat.gob.mx/default.a") << file;
    EXPECT_NE(read.text.find("&tt=674.44&"), std::string::npos) << read.text;
}

TEST_F(BillPdf, UnstampedBillSaysThatItsTimbreIsOnItsWay) {
    const Invoice bill = explained_bill();
    announce({bill});
    const auto pdf = get_invoice_pdf(context, ana(), {bill.id.to_string(), ""});
    ASSERT_TRUE(pdf);
    EXPECT_NE(text_of(*pdf).find("en trámite"), std::string::npos);
    customers_service.away = true;
    EXPECT_FALSE(get_invoice_pdf(context, ana(), {bill.id.to_string(), ""}));
}

TEST_F(BillPdf, ManyLongLinesStayOnOnePage) {
    Invoice bill = explained_bill();
    for (int i = 0; i < 16; ++i) {
        bill.lines.push_back(line("surcharge", "Recargo número " + std::to_string(i), 1000, "0.16", 160));
        bill.lines.back().explanation = std::string(i % 3 == 0 ? 250 : 90, 'x');
    }
    sum_up(bill);
    announce({bill});
    step();
    const std::string text = text_of(*get_invoice_pdf(context, ana(), {bill.id.to_string(), ""}));
    EXPECT_NE(text.find("Recargo número 15"), std::string::npos);
    EXPECT_NE(text.find("Total a pagar"), std::string::npos);
}

}  // namespace
}  // namespace aquacis::fiscal::test
