#!/usr/bin/env bash
# The formatter decides the layout: every tracked C++ file is as clang-format 14 and .clang-format lay it out.
set -euo pipefail
cd "${1:-$(dirname "$0")/../..}"
git ls-files -- '*.cpp' '*.hpp' | xargs -P "$(nproc)" -n 30 clang-format-14 --dry-run -Werror --style=file
echo "format: $(git ls-files -- '*.cpp' '*.hpp' | wc -l) files, nothing to say"
