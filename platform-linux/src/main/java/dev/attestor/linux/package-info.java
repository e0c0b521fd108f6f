/** From process to container on Linux: the cgroup file, read from the outside in. */
@NullMarked
package dev.attestor.linux;

import org.jspecify.annotations.NullMarked;
