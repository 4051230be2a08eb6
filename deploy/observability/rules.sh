#!/usr/bin/env bash
# The rules as Prometheus itself reads them, and each alert made to fire and to stay silent.
set -euo pipefail
cd "$(dirname "$0")"
promtool check rules rules.yaml
promtool test rules rules_test.yaml
untested=$(comm -23 <(sed -n 's/^ *- alert: //p' rules.yaml | sort) <(grep -o 'alertname: [A-Za-z]*' rules_test.yaml | cut -d' ' -f2 | sort -u))
[ -z "$untested" ] || { echo "no test makes these fire: $untested" && exit 1; }
echo "$(grep -c 'alert:' rules.yaml) alerts, each fired and silenced"
