/** This process as a service of Windows. */
@NullMarked
package dev.attestor.windows.service;

import org.jspecify.annotations.NullMarked;
