#pragma once
// Many rows in one statement: C++ columns as PostgreSQL array literals for unnest($1::uuid[], …).

#include <string>
#include <string_view>
#include <vector>

namespace aquacis::platform {

// "{...}" with each element quoted and escaped; for text, uuid and numbers as text.
class ArrayLiteral {
public:
    void add(std::string_view element);
    void add_null();
    void add_bytes(std::string_view bytes);  // as bytea's hexadecimal form
    template <class Number>
        requires std::is_arithmetic_v<Number>
    void add(Number number) {
        separate();
        text_ += std::to_string(number);
    }
    std::string take() && {
        text_.push_back('}');
        return std::move(text_);
    }

private:
    void separate() {
        if (text_.size() > 1) text_.push_back(',');
    }
    std::string text_ = "{";
};

}  // namespace aquacis::platform
