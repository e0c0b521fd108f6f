/**
 * Reads the pods of this node from the kubelet's Pods API, which Kubernetes has from 1.37 on.
 * Loaded only where that API has a socket.
 */
@NullMarked
package dev.attestor.podsapi;

import org.jspecify.annotations.NullMarked;
