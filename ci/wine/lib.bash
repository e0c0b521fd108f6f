# shellcheck shell=bash disable=SC2034 # variables for the commands
# Shared by the commands in this folder: paths, Wine itself, and failing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
dir=$(realpath -m "${ATTESTOR_WINE_DIR:-$top/.wine}")
cache=$(realpath -m "${ATTESTOR_CACHE_DIR:-$HOME/.cache/attestor}")/wine

die() { # STATUS MESSAGE [HINT]
  printf 'wine: error: %s\n' "$2" >&2
  [ -z "${3:-}" ] || printf 'wine: hint: %s\n' "$3" >&2
  exit "$1"
}

# Which Java: 25, the one of the Windows package, under Debian 13's Wine; or 17, under the Wine of this host.
windows_java=${WINDOWS_JAVA:-25}
case $windows_java in
  25)
    # Debian 13's Wine needs libraries of Debian 13. Its /usr replaces the host's in a mount namespace of its own, which ends with the
    # last process in it. Only Wine's own programs run there: the tree has no shell.
    debian=$cache/debian13
    in_debian=(unshare --mount bash -c 'mount --bind "$0/usr" /usr && exec "$@"' "$debian")
    wine_command=("${in_debian[@]}" /usr/lib/wine/wine64)
    wineserver_command=("${in_debian[@]}" /usr/lib/wine/wineserver64)
    export WINELOADER=/usr/lib/wine/wine64 WINESERVER=/usr/lib/wine/wineserver64
    ;;
  17)
    unset WINELOADER WINESERVER
    wine_command=(wine)
    wineserver_command=(wineserver)
    ;;
  *) die 2 "WINDOWS_JAVA is \"$windows_java\", expected 25 or 17" ;;
esac
wine() { command "${wine_command[@]}" "$@"; }
wineserver() { command "${wineserver_command[@]}" "$@"; }

# Prints the folder of the Windows Java. Wine maps the root of this host to drive Z:, so Windows programs accept the paths of this host
# while Z: is the current drive.
find_java() { "$here/java" "$windows_java"; }

# Without a locale, Wine treats file names as ASCII.
export LC_ALL=C.UTF-8
export WINEPREFIX=$dir/java$windows_java
# Wine complains if there is none.
export XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-$dir}
# Turns off Wine's own messages, unless WINEDEBUG is set.
export WINEDEBUG=${WINEDEBUG:--all}
# No menus, no file associations, no offers to install a browser or .NET; and a certutil that does something (certutil.c).
export WINEDLLOVERRIDES="certutil.exe=n;mscoree,mshtml,winemenubuilder.exe="

# Stops the Wine server of this prefix only, with all its processes. Waits for at most 20 seconds.
stop_server() {
  wineserver --kill 8<&- || true
  timeout 20 "${wineserver_command[@]}" --wait 8<&- || true
}

# The Windows name of a path on this host.
windows_path() { printf 'Z:%s' "${1//\//\\}"; }
