#pragma once
// Stamps documents with a certificate of its own, and knows again what it stamped.

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/time.hpp"

namespace aquacis::fiscal::pacsim {

// A test certificate and key, made at start: they prove nothing to anybody else.
class Signer {
public:
    explicit Signer(const std::string& number);  // the certificate's 20 digits
    ~Signer();
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;
    const std::string& number() const { return number_; }
    const std::string& certificate_pem() const { return certificate_pem_; }
    std::string sign(const std::string& text) const;  // base64

private:
    struct State;
    std::unique_ptr<State> state_;
    std::string number_;
    std::string certificate_pem_;
};

struct Verdict {
    enum class Kind { stamped, duplicate, rejected, full };
    Kind kind = Kind::rejected;
    std::string timbre;
    std::string code;
    std::string message;
};

class Stamper {
public:
    Stamper(const Clock& clock, std::size_t most_kept) : clock_(clock), most_kept_(most_kept) {}
    Verdict stamp(const std::string& xml);
    std::string recover(const std::string& xml) const;  // the timbre; empty when it was never stamped
    std::size_t stamped() const;
    const std::string& certificate_pem() const { return signer_.certificate_pem(); }

private:
    std::string make_timbre(const std::string& digest, const std::string& seal) const;

    const Clock& clock_;
    std::size_t most_kept_;
    Signer signer_{"30001000000500009456"};
    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::string> timbres_;  // by the cadena's SHA-256
};

}  // namespace aquacis::fiscal::pacsim
