# shellcheck shell=bash disable=SC2034 # variables for those who read this
# Builds SPIRE's server and agent, of the version in go.mod, and the programs that the tests run in pods.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export ATTESTOR_CLUSTER_DIR=${ATTESTOR_CLUSTER_DIR:-$top/.cluster}
spire_version=$(sed -n 's|^\tgithub.com/spiffe/spire v\([^ ]*\).*$|\1|p' "$top/ci/spire/go.mod" | head -n 1)
# Without the C library's resolver, spire-agent is static, so that the tests can run it in pods too. The same flags for everything
# compile each package once.
export GOFLAGS='-trimpath -tags=netgo,osusergo'
spire_bin=${ATTESTOR_CACHE_DIR:-$HOME/.cache/attestor}/spire/spire-$spire_version-$(uname -m)

# Builds under a temporary name, so that an interrupted run leaves no broken part. The server needs C for SQLite.
build_spire() {
  if [ -x "$spire_bin/spire-server" ]; then return; fi
  echo "spire: building spire-server and spire-agent $spire_version; some 15 minutes on 2 cores, once per version"
  local new programs=github.com/spiffe/spire/cmd
  mkdir -p "$(dirname "$spire_bin")"
  new=$(mktemp -d "$(dirname "$spire_bin")/.new.XXXXXX")
  (
    trap 'rm -rf "$new"' EXIT
    cd "$top/ci/spire"
    go build -ldflags '-s -w' -o "$new/" $programs/spire-agent $programs/spire-server
    ! ldd "$new/spire-agent" >/dev/null 2>&1 || { echo "spire: error: spire-agent is not static" >&2; exit 1; }
    chmod 755 "$new"
    mv -T "$new" "$spire_bin"
  )
}

# Puts what pods run into a folder: SPIRE's agent as a client, and ours.
build_for_pods() { # FOLDER
  mkdir -p "$1"
  cp "$spire_bin/spire-agent" "$1/"
  (cd "$top/ci/spire" && go build -o "$1/pod" ./pod)
}
