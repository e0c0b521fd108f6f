/** HTTP with limits: how long, how much, and where to. */
@NullMarked
package dev.attestor.sigstore.web;

import org.jspecify.annotations.NullMarked;
