# shellcheck shell=bash
# For scripts that download packages of a Debian release that is not this host's.

# Prints the sources of apt for RELEASE..., from the archive that this host's apt uses.
debian_sources() {
  local archive release
  # Without the lists of packages, which may not be there, apt knows only addresses.
  # shellcheck disable=SC2016 # apt expands it
  archive=$(apt-get indextargets --no-release-info --format '$(REPO_URI)' 'Created-By: Packages' | sed -n '/\/debian\/*$/p' | sed -n 1p)
  if [ -z "$archive" ]; then
    echo "error: apt on this host has no archive of Debian, expected an address that ends with /debian" >&2
    return 1
  fi
  for release; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $release main"
  done
}
