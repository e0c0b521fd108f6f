# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Certificates for metrics over TLS: of the agent, of a Prometheus, and such as the agent must refuse.

tls=$work/tls

make_certificates() {
  mkdir -p "$tls"
  local name
  for name in ca other-ca; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=metrics \
      -addext keyUsage=critical,keyCertSign -keyout "$tls/$name.key" -out "$tls/$name.crt" 2>"$work/openssl"
  done
  issue server ca 1 serverAuth
  issue prometheus ca 1 clientAuth
  issue stranger other-ca 1 clientAuth
  issue expired ca 0 clientAuth
}

issue() { # NAME CA DAYS USAGE
  printf 'subjectAltName=DNS:%s\nextendedKeyUsage=%s\n' "$1" "$4" >"$tls/extensions"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$tls/$1.key" -out "$tls/request" \
    2>"$work/openssl"
  openssl x509 -req -in "$tls/request" -CA "$tls/$2.crt" -CAkey "$tls/$2.key" -CAcreateserial -days "$3" \
    -extfile "$tls/extensions" -out "$tls/$1.crt" 2>"$work/openssl"
}

scrape() { # CLIENT [CURL-OPTION...]: reads the agent's metrics as a client, or as "nobody"
  local own=()
  [ "$1" = nobody ] || own=(--cert "$tls/$1.crt" --key "$tls/$1.key")
  curl -sSf --noproxy '*' --max-time 10 --cacert "$tls/ca.crt" --connect-to server:9464:127.0.0.1:9464 "${own[@]}" "${@:2}" \
    https://server:9464/metrics
}
