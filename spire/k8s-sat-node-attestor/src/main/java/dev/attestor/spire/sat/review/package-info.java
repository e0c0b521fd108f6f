/** Service account tokens judged by the API server. The one package that knows its client. */
@NullMarked
package dev.attestor.spire.sat.review;

import org.jspecify.annotations.NullMarked;
