#include "field-app/node/recovery_certificate.hpp"

#include <system_error>

#include "base/certificates/recovery.hpp"
#include "base/durable_file.hpp"

namespace aquacis::field {

void keep_recovery_certificate(const std::filesystem::path& file, const std::string& pem) {
    wrap_secret("tried", pem);  // one that is none would be noticed when a key is lost
    write_durably(file, pem, 0644);
}

}  // namespace aquacis::field
