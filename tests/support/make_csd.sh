#!/usr/bin/env bash
# make_csd.sh FOLDER RFC NAME [NUMBER]: a certificate shaped as SAT's CSD are, for tests and the demo. It proves nothing to SAT.
# Leaves csd.cer (DER; its serial's bytes are NUMBER's 20 ASCII digits), csd.key (encrypted PKCS#8 DER) and csd.password.
set -euo pipefail
[ $# -ge 3 ] || { echo "usage: $0 FOLDER RFC NAME [NUMBER of 20 digits]" >&2; exit 2; }
folder=$1 rfc=$2 name=$3 number=${4:-30001000000500009001}
[[ $number =~ ^[0-9]{20}$ ]] || { echo "$0: NUMBER takes 20 digits" >&2; exit 2; }

umask 077
mkdir -p "$folder"
escaped=${name//\//\\/}
serial=0x$(printf '%s' "$number" | od -An -tx1 | tr -d ' \n')
openssl rand -hex 12 > "$folder/csd.password"
openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 1460 -utf8 -set_serial "$serial" \
    -subj "/CN=$escaped/name=$escaped/O=$escaped/x500UniqueIdentifier=$rfc \/ XAXX010101000/serialNumber= \/ XAXX010101HDFXXX00/OU=Pruebas" \
    -addext "keyUsage=critical,digitalSignature,nonRepudiation" -addext "basicConstraints=critical,CA:FALSE" \
    -outform DER -out "$folder/csd.cer" -keyout "$folder/key.pem" 2> "$folder/openssl.log" || { cat "$folder/openssl.log" >&2; exit 1; }
openssl pkcs8 -topk8 -v2 aes-256-cbc -in "$folder/key.pem" -outform DER -out "$folder/csd.key" -passout "file:$folder/csd.password"
rm -f "$folder/key.pem" "$folder/openssl.log"
