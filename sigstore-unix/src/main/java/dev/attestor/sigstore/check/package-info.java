/** What one signature must prove. Each check has a name and messages of its own. */
@NullMarked
package dev.attestor.sigstore.check;

import org.jspecify.annotations.NullMarked;
