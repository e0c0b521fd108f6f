/**
 * The demo: a kubelet stand-in, and a process in a cgroup laid out like a pod's or where the
 * platform has containers. No other production code uses it.
 */
@NullMarked
package dev.attestor.demo;

import org.jspecify.annotations.NullMarked;
