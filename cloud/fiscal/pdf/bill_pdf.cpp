#include "cloud/fiscal/pdf/bill_pdf.hpp"
