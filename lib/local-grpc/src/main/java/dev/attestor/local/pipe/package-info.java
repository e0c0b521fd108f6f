/**
 * Windows named pipes as channels of Netty: a server that knows which process connected, and a
 * client that no impostor can act for. One thread and one completion port carry all pipes of an
 * event loop.
 */
@NullMarked
package dev.attestor.local.pipe;

import org.jspecify.annotations.NullMarked;
