#!/bin/sh
# Runs @what@ from the folder above this file, wherever it was called from and through whatever links.
# Java is looked for in runtime/ beside bin/, then ATTESTOR_JAVA_HOME, JAVA_HOME and the PATH.
#
# With the first two arguments "--verify <sha256 of the file SHA256SUMS>", that file is checked against the digest, and the
# folders bin/, lib/, runtime/ and share/ against the file, before anything in them is run: they have to hold what it
# lists and nothing else.
set -eu
unset CDPATH
newline='
'

fail() {
  printf 'attestor: error: %s\nattestor: hint: %s\n' "$1" "$2" >&2
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

# Says on stderr how files differ from the list, both as lines of sha256sum.
tell_differences() { # FILES LIST
  printf '%s\n' "$1" | while IFS= read -r line; do
    case $newline$2$newline in
      *"$newline$line$newline"*) ;;
      *"  ${line#*  }$newline"*) echo "${line#*  }: FAILED" ;;
      *) echo "${line#*  }: not in SHA256SUMS" ;;
    esac
  done >&2
  printf '%s\n' "$2" | while IFS= read -r line; do
    case $newline$1$newline in
      *"  ${line#*  }$newline"*) ;;
      *) echo "${line#*  }: missing" ;;
    esac
  done >&2
}

# Nothing but files whose names have no special characters, and of those exactly what the list says.
verify() { # LIST
  list=$1
  cd "$home" || fail "$home cannot be entered" "run it as an account that may read all of it"
  set --
  for folder in bin lib runtime share; do
    if [ -e "$folder" ] || [ -L "$folder" ]; then set -- "$@" "$folder"; fi
  done
  odd=$(LC_ALL=C find "$@" \( ! -type f ! -type d \) -o -name '*[!A-Za-z0-9+.,_@-]*') ||
    fail "a folder of $home cannot be read" "run it as an account that may read all of it"
  [ -z "$odd" ] ||
    fail "$home has \"$(printf %s "$odd" | LC_ALL=C tr -c '[:print:]' '?')\", expected nothing but files of plain names" \
      "install it again, into an empty folder"
  files=$(find "$@" -type f -exec sha256sum {} +) ||
    fail "a file of $home cannot be read" "run it as an account that may read all of it"
  # Nothing here stops by itself ("set -e" is off behind "||"): two sorts that failed would be equal.
  found=$(printf '%s\n' "$files" | LC_ALL=C sort) && wanted=$(printf '%s\n' "$list" | LC_ALL=C sort) &&
    [ -n "$found" ] && [ -n "$wanted" ] ||
    fail "the files of $home cannot be sorted" "sort(1) has to be on the PATH"
  if [ "$found" != "$wanted" ]; then
    tell_differences "$files" "$list"
    fail "what is in $home differs from SHA256SUMS" "install it again, into an empty folder"
  fi
  # Any other Java would be one that is on no list.
  [ -x runtime/bin/java ] ||
    fail "$home has no runtime/bin/java that may be run" "--verify needs an installation with a Java runtime of its own"
}

if [ "${1:-}" = --verify ]; then
  [ $# -ge 2 ] || fail "--verify needs a digest" "give it the SHA-256 of $home/SHA256SUMS"
  # Java and the loader of libraries would take other code from these.
  unset LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH
  # Read once, with a stop behind it that keeps the last line's end.
  list=$(cat "$home/SHA256SUMS" && echo .) || fail "there is no $home/SHA256SUMS" "install it again"
  found=$(printf %s "${list%.}" | sha256sum | cut -d ' ' -f 1)
  [ "$found" = "$2" ] || fail "$home/SHA256SUMS has the digest $found, expected $2" "is this the release you meant?"
  (verify "${list%"$newline".}") || exit
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
