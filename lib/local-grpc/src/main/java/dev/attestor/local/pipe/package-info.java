/**
 * Windows named pipes as Netty channels: a server that identifies the process of each client, and a
 * client that detects impostors. One thread and one completion port serve all pipes of an event
 * loop.
 */
@NullMarked
package dev.attestor.local.pipe;

import org.jspecify.annotations.NullMarked;
