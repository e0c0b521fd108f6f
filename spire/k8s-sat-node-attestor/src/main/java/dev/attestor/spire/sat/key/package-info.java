/**
 * The public keys that a cluster signs its service account tokens with, from PEM and JSON Web Key
 * files.
 */
@NullMarked
package dev.attestor.spire.sat.key;

import org.jspecify.annotations.NullMarked;
