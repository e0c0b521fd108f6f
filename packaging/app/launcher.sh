#!/bin/sh
# Runs @what@ from the folder above this file, from any working directory and also through symbolic links.
# Java is the first found of: runtime/ beside bin/, ATTESTOR_JAVA_HOME, JAVA_HOME, java on the PATH.
#
# If the first two arguments are "--verify <sha256 of the file SHA256SUMS>", the launcher first checks that file against the
# digest, and then the folders bin/, lib/, runtime/ and share/ against the file. They must contain the listed files and
# nothing else. Nothing in these folders runs before the checks have passed.
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

# Prints to stderr how files differ from the list. Both arguments are lines of sha256sum.
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

# Fails unless the folders contain exactly the listed files, all regular and with names free of special characters.
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
  # "set -e" is off here, because the caller uses "||". Check each sort: two failed sorts would compare as equal.
  found=$(printf '%s\n' "$files" | LC_ALL=C sort) && wanted=$(printf '%s\n' "$list" | LC_ALL=C sort) &&
    [ -n "$found" ] && [ -n "$wanted" ] ||
    fail "the files of $home cannot be sorted" "sort(1) has to be on the PATH"
  if [ "$found" != "$wanted" ]; then
    tell_differences "$files" "$list"
    fail "what is in $home differs from SHA256SUMS" "install it again, into an empty folder"
  fi
  # Do not fall back to another Java: no list covers it.
  [ -x runtime/bin/java ] ||
    fail "$home has no runtime/bin/java that may be run" "--verify needs an installation with a Java runtime of its own"
}

if [ "${1:-}" = --verify ]; then
  [ $# -ge 2 ] || fail "--verify needs a digest" "give it the SHA-256 of $home/SHA256SUMS"
  # These variables make Java or the dynamic loader run other code.
  unset LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH
  # Read the file only once. The final "." keeps the last line feed, which $() would strip.
  list=$(cat "$home/SHA256SUMS" && echo .) || fail "there is no $home/SHA256SUMS" "install it again"
  found=$(printf %s "${list%.}" | sha256sum | cut -d ' ' -f 1)
  [ "$found" = "$2" ] || fail "$home/SHA256SUMS has the digest $found, expected $2" "is this the release you meant?"
  (verify "${list%"$newline".}") || exit
  shift 2
fi

java=java
cache=
linked=
early=
if [ -x "$home/runtime/bin/java" ]; then
  java=$home/runtime/bin/java
  linked="@linked@"
  # The class cache works only with this runtime.
  if [ "@classpath@" = classpath-health ]; then
    : # The cache contains other classes.
  elif [ -f "$home/runtime/lib/attestor.aot" ]; then
    cache="-XX:AOTCache=$home/runtime/lib/attestor.aot"
    early="@early@"
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

# Java reads and writes file names in the character set of the locale: in C and POSIX that is ASCII, and no other name could
# be used. Configurations are UTF-8, so their file names are too.
export LC_ALL=C.UTF-8

classpath=
while IFS= read -r jar; do
  classpath=$classpath${classpath:+:}$home/lib/$jar
done <"$home/lib/@classpath@"

# Long-running commands exit if the heap is exhausted; otherwise they would go on without the thread that failed. Their
# supervisor restarts them. Other commands do not get this option, because its exit status, 3, means "not in a pod" there. Nor do
# they compile early, which takes longer than most of them run.
lasting=
[ "@classpath@" != classpath-plugins ] || lasting=true
for word in "$@"; do
  case $word in
    -*) continue ;;
    agent | plugin) lasting=true ;;
  esac
  break
done
case " $* " in *" plugin install "*) lasting= ;; esac
onoom=
if [ -n "$lasting" ]; then onoom=-XX:+ExitOnOutOfMemoryError; else early=; fi

# The options keep memory small and the start fast, and send all messages of the VM to stderr.
# shellcheck disable=SC2086 # Split the options into words.
exec "$java" @options@ $linked $early $onoom ${cache:+"$cache"} \
  "-Djna.boot.library.path=$home/lib/native" "-Djffi.boot.library.path=$home/lib/native" "-Djava.library.path=$home/lib/native" -cp "$classpath" @main@ "$@"
