/** JSON from elsewhere: read strictly, and shown in messages without what could harm them. */
@NullMarked
package dev.attestor.sigstore.json;

import org.jspecify.annotations.NullMarked;
