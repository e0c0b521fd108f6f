/** Numbers of processes that come to mean other processes while the agent is asked. */
@NullMarked
package dev.attestor.node.reuse;

import org.jspecify.annotations.NullMarked;
