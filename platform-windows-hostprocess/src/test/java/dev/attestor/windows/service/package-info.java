@NullMarked
package dev.attestor.windows.service;

import org.jspecify.annotations.NullMarked;
