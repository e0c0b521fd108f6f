/** The public keys of a cluster's service account tokens, from PEM and JSON Web Key files. */
@NullMarked
package dev.attestor.spire.sat.key;

import org.jspecify.annotations.NullMarked;
