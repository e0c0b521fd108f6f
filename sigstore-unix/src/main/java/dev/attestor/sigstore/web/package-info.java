/** HTTP with limits for time, size and addresses. */
@NullMarked
package dev.attestor.sigstore.web;

import org.jspecify.annotations.NullMarked;
