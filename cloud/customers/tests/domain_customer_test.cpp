#include <gtest/gtest.h>

#include "cloud/customers/domain/customer.hpp"
#include "cloud/customers/domain/text.hpp"

namespace aquacis::customers {
namespace {

CustomerDraft full_draft() {
    return {.customer_id = "0190a000-0000-7000-8000-000000000001",
            .name = "  María   Peña Castañeda ",
            .rfc = "CAMA911215CJ0",
            .tax_name = "MARIA PEÑA CASTAÑEDA",
            .tax_regime = "605",
            .tax_postal_code = "76000",
            .cfdi_use = "G03",
            .email = "maria@Correo.MX",
            .phone = "+52 (442) 123-45.67",
            .address_line = "Av. Corregidora 112, Centro",
            .curp = "BEML920313HMCLNS09"};
}

TEST(Customer, IsTakenInOneWrittenForm) {
    const auto customer = check_customer(full_draft());
    ASSERT_TRUE(customer.ok());
    EXPECT_EQ(customer->name.text(), "María Peña Castañeda");
    EXPECT_EQ(customer->email->text(), "maria@correo.mx");
    EXPECT_EQ(customer->phone->digits(), "4421234567");
    EXPECT_TRUE(warnings_about(*customer).empty());
}

TEST(Customer, WithoutTaxDataIsThePublicInGeneral) {
    const auto customer = check_customer({.customer_id = full_draft().customer_id, .name = "Ana"});
    ASSERT_TRUE(customer.ok());
    EXPECT_EQ(customer->rfc, Rfc::generic_national());
    EXPECT_EQ(customer->tax_regime, "616");
    EXPECT_EQ(customer->cfdi_use, "S01");
    EXPECT_FALSE(customer->email || customer->phone || customer->curp);
}

TEST(Customer, ARfcThatFailsItsDigitIsTakenWithAWarning) {
    CustomerDraft draft = full_draft();
    draft.rfc = "SIN9311169P8";
    draft.tax_regime = "603";
    const auto customer = check_customer(draft);
    ASSERT_TRUE(customer.ok());
    const auto warnings = warnings_about(*customer);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings[0].field, "rfc");
    EXPECT_FALSE(warnings[0].remedy.empty());
}

struct Bad {
    const char* field;
    std::string CustomerDraft::*member;
    const char* value;
};

class BadCustomer : public testing::TestWithParam<Bad> {};

TEST_P(BadCustomer, IsRefusedWithTheFieldAndARemedy) {
    CustomerDraft draft = full_draft();
    draft.*GetParam().member = GetParam().value;
    const auto customer = check_customer(draft);
    ASSERT_FALSE(customer.ok());
    EXPECT_EQ(customer.refusal().kind, RefusalKind::invalid);
    EXPECT_EQ(customer.refusal().field, GetParam().field);
    EXPECT_FALSE(customer.refusal().message.empty());
    EXPECT_FALSE(customer.refusal().remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Fields, BadCustomer,
    testing::Values(
        Bad{"customer_id", &CustomerDraft::customer_id, "17"},
        Bad{"customer_id", &CustomerDraft::customer_id, "00000000-0000-0000-0000-000000000000"},
        Bad{"name", &CustomerDraft::name, "  "}, Bad{"name", &CustomerDraft::name, "a\nb"},
        Bad{"name", &CustomerDraft::name, "\xFF"}, Bad{"rfc", &CustomerDraft::rfc, "CAMA911315CJ0"},
        Bad{"tax_name", &CustomerDraft::tax_name, "\xC3\x28"}, Bad{"tax_regime", &CustomerDraft::tax_regime, "61"},
        Bad{"tax_postal_code", &CustomerDraft::tax_postal_code, "7600A"},
        Bad{"cfdi_use", &CustomerDraft::cfdi_use, "gastos"}, Bad{"email", &CustomerDraft::email, "maria@correo"},
        Bad{"email", &CustomerDraft::email, "a@b@c.mx"}, Bad{"phone", &CustomerDraft::phone, "123456789"},
        Bad{"phone", &CustomerDraft::phone, "442123456x"}, Bad{"address_line", &CustomerDraft::address_line, "x\ty"},
        Bad{"curp", &CustomerDraft::curp, "BEML920313HMCLNS08"}));

TEST(Customer, ACompanyDeclaresItsRegime) {
    CustomerDraft company = full_draft();
    company.rfc = "DIM8701081LA";
    for (const char* regime : {"", "616", "605", "999"}) {
        company.tax_regime = regime;
        const auto customer = check_customer(company);
        ASSERT_FALSE(customer.ok()) << regime;
        EXPECT_EQ(customer.refusal().field, "tax_regime");
    }
    company.tax_regime = "601";
    EXPECT_TRUE(check_customer(company).ok());
    CustomerDraft person = full_draft();
    person.tax_regime = "601";
    EXPECT_EQ(check_customer(person).refusal().field, "tax_regime");
    person.tax_regime = "";
    EXPECT_EQ(check_customer(person)->tax_regime, "616");
    person.rfc = "XEXX010101000";
    EXPECT_EQ(check_customer(person)->tax_regime, "616");
}

TEST(Customer, WhatAChangeTouchesIsNamed) {
    CustomerDraft other = full_draft();
    other.phone.clear();
    other.tax_name = "OTRA";
    EXPECT_EQ(changed_fields(*check_customer(full_draft()), *check_customer(other)),
              (std::vector<std::string>{"tax_name", "phone"}));
    EXPECT_TRUE(changed_fields(*check_customer(full_draft()), *check_customer(full_draft())).empty());
}

TEST(Customer, TheSameContentGivesTheSameCanonicalText) {
    CustomerDraft other = full_draft();
    other.phone = "4421234567";
    EXPECT_EQ(check_customer(full_draft())->canonical(), check_customer(other)->canonical());
    other.phone = "4421234568";
    EXPECT_NE(check_customer(full_draft())->canonical(), check_customer(other)->canonical());
}

TEST(Name, HoldsUpTo300Characters) {
    std::string name;
    for (int i = 0; i < 300; ++i)
        name += "ñ";
    EXPECT_TRUE(Name::parse(name).ok());
    EXPECT_EQ(Name::parse(name + "a").refusal().code, "customers.name_too_long");
}

TEST(Text, OverlongAndSurrogateBytesAreNotText) {
    for (const char* bytes : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE2\x82"})
        EXPECT_FALSE(characters_of(bytes));
    EXPECT_EQ(utf8_of(*characters_of("aÑ€😀")), "aÑ€😀");
}

}  // namespace
}  // namespace aquacis::customers
