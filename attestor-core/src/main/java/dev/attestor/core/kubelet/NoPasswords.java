package dev.attestor.core.kubelet;

import java.net.Authenticator;

/** Prevents that a 401 triggers a password dialogue of the surrounding program. */
final class NoPasswords extends Authenticator {}
