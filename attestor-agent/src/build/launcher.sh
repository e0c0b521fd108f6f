#!/bin/sh
# Runs @what@ from the folder above this file, wherever it was called from and through whatever links.
# Java is looked for in runtime/ beside bin/, then ATTESTOR_JAVA_HOME, JAVA_HOME and the PATH.
#
# With the first two arguments "--verify <sha256 of the file SHA256SUMS>", that file is checked against the digest and
# everything it lists against it, before any of it is run.
set -eu

fail() {
  echo "attestor: error: $1" >&2
  echo "attestor: hint: $2" >&2
  exit 1
}

self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
home=$(cd "$(dirname "$self")/.." && pwd -P)

if [ "${1:-}" = --verify ]; then
  [ $# -ge 2 ] || fail "--verify needs a digest" "give it the SHA-256 of $home/SHA256SUMS"
  found=$(sha256sum "$home/SHA256SUMS" | cut -d ' ' -f 1)
  [ "$found" = "$2" ] || fail "$home/SHA256SUMS has the digest $found, expected $2" "is this the release you meant?"
  (cd "$home" && sha256sum --check --strict --quiet SHA256SUMS >&2) ||
    fail "a file of $home differs from SHA256SUMS" "install it again"
  shift 2
fi

java=java
cache=
linked=
if [ -x "$home/runtime/bin/java" ]; then
  java=$home/runtime/bin/java
  linked="@linked@"
  # The cache fits this runtime alone. What the VM has to say about it must not reach stdout.
  if [ "@classpath@" = classpath-health ]; then
    : # It is for classes that this program does not have.
  elif [ -f "$home/runtime/lib/attestor.aot" ]; then
    cache="-XX:AOTCache=$home/runtime/lib/attestor.aot"
  elif [ -f "$home/runtime/lib/attestor.jsa" ]; then
    cache="-XX:SharedArchiveFile=$home/runtime/lib/attestor.jsa"
  fi
else
  for candidate in "${ATTESTOR_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
    if [ -n "$candidate" ] && [ -x "$candidate/bin/java" ]; then
      java=$candidate/bin/java
      break
    fi
  done
fi
command -v "$java" >/dev/null 2>&1 ||
  fail "no Java found" "install Java 17 or newer, or set ATTESTOR_JAVA_HOME"

classpath=
while IFS= read -r jar; do
  classpath=$classpath${classpath:+:}$home/lib/$jar
done <"$home/lib/@classpath@"

# What runs for long ends when its heap is used up, rather than run on with a thread less; whoever started it starts it
# again. The status is 3, which means something else where a command attests a process.
onoom=
for word in "$@"; do
  case $word in
    -*) continue ;;
    agent | plugin) onoom=-XX:+ExitOnOutOfMemoryError ;;
  esac
  break
done

# Small and quick to start: a small heap with the serial collector, and all that the VM says on stderr.
# shellcheck disable=SC2086 # The options are words.
exec "$java" @options@ $linked $onoom ${cache:+"$cache"} "-Djna.boot.library.path=$home/lib/native" -cp "$classpath" @main@ "$@"
