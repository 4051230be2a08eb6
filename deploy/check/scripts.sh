#!/usr/bin/env bash
# Every shell script that is delivered or delivers: shellcheck at its default severity, which includes style.
set -euo pipefail
cd "$(dirname "$0")/../.."
mapfile -t scripts < <(git ls-files installers deploy .ci aquacis tests/lint | while read -r file; do
    # What bash or sh runs, and Debian's maintainer scripts.
    if [ -f "$file" ] && head -c 64 "$file" | head -1 | grep -Eq '^#!.*\b(ba|da)?sh\b'; then echo "$file"; fi
done)
[ ${#scripts[@]} -gt 0 ] || { echo "no script was found: is this a checkout?"; exit 1; }
shellcheck -x "${scripts[@]}"
echo "${#scripts[@]} scripts"
