# shellcheck shell=bash
# Finds JDKs, for the build, ci/test and .ci/run.

# Prints the home of the JDK with the highest version that has a program, such as "jlink"; nothing if there is none.
newest_jdk() { # PROGRAM
  local home version
  for home in ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/*; do
    [ -x "$home/bin/$1" ] || continue
    version=$(java_version "$home")
    if [ -n "$version" ]; then echo "$version $home"; fi
  done | sort -n | tail -n 1 | cut -d ' ' -f 2-
}

# Prints the home of a JDK 17, or fails.
java17() {
  local javac
  for javac in /usr/lib/jvm/*/bin/javac; do
    [ "$(java_version "${javac%/bin/javac}")" != 17 ] || { echo "${javac%/bin/javac}" && return; }
  done
  return 1
}

java_version() { # HOME
  [ ! -x "$1/bin/javac" ] || sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true
}
