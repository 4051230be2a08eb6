#pragma once
// What a PDF of one page says to who reads it.

#include <gtest/gtest.h>

#include "cloud/fiscal/tests/support/sat_files.hpp"

namespace aquacis::fiscal::test {

inline std::string text_of(const TemporaryFolder& folder, const std::string& pdf) {
    const auto file = folder.write("bill.pdf", pdf);
    if (const char* keep = std::getenv("AQUACIS_KEEP_PDF")) std::ofstream(keep, std::ios::binary) << pdf;
    EXPECT_NE(run("pdfinfo " + file.string() + " | grep Pages").text.find(" 1\n"), std::string::npos);
    return run("pdftotext -layout " + file.string() + " -").text;
}

}  // namespace aquacis::fiscal::test
