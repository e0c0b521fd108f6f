/** Makes the container image of folders that others have prepared; a tool of the build. */
@NullMarked
package dev.attestor.image;

import org.jspecify.annotations.NullMarked;
