# shellcheck shell=bash disable=SC2034,SC2154 # variables of and for the scripts
# Finds QEMU 10 or newer. Older ones crash Java programs at random: emulated threads see each other's changes of code too late.
set -euo pipefail
source "$top/ci/debian.bash"

qemu_libraries=
qemu_firmware=()

# Puts PROGRAM on the PATH, from Debian's bookworm-backports if the host has none that is new enough. If it cannot be had, says why in
# the variable "reason" and returns 1.
need_qemu() { # PROGRAM DEBIAN-PACKAGE
  local found version folder
  if found=$(command -v "$1") && qemu_is_new "$found"; then return; fi
  folder=$cache/qemu-10
  if [ ! -x "$folder/usr/bin/$1" ]; then
    # shellcheck source=/dev/null
    version=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    [ "$version" = bookworm ] || { reason="needs $1 of QEMU 10 or newer: apt-get install $2" && return 1; }
    echo "node: downloads $2 from Debian's bookworm-backports" >&2
    download_qemu "$1" "$2" "$folder" >"$cache/qemu.log" 2>&1 ||
      { reason="cannot download $2: $(tail -n 1 "$cache/qemu.log")" && return 1; }
  fi
  PATH=$folder/usr/bin:$PATH
  qemu_libraries=$folder/usr/lib/$(uname -m)-linux-gnu:$folder/lib/$(uname -m)-linux-gnu
  qemu_firmware=(-L "$folder/usr/share/qemu" -L "$folder/usr/share/seabios")
}

qemu_is_new() { # PROGRAM
  [ "$("$1" --version | sed -n '1s/[^0-9]*\([0-9]*\).*/\1/p')" -ge 10 ]
}

# Unpacks PROGRAM, and what it depends on and the host does not have, into FOLDER. Installs nothing and uses its own lists, so that the
# host's packages stay as they are.
download_qemu() { # PROGRAM PACKAGE FOLDER
  local apt=$3.apt new=$3.new deb options
  rm -rf "$apt" "$new"
  mkdir -p "$apt"/{lists,archives}/partial "$new"
  debian_sources bookworm bookworm-backports >"$apt/sources.list"
  options=(-q -y -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$apt/lists"
    -o "Dir::Cache=$apt" -o Debug::NoLocking=true -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
  apt-get "${options[@]}" install --download-only --no-install-recommends -t bookworm-backports "$2"
  for deb in "$apt"/archives/*.deb; do dpkg -x "$deb" "$new"; done
  # The package has the emulators of all machines.
  find "$new/usr/bin" ! -type d ! -name "$1" -delete
  mkdir -p "$3"
  cp -a "$new/." "$3"
  rm -r "$new" "$apt"
}
