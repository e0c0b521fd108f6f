package main

import (
	"fmt"
	"strings"
	"time"
)

func table(builtIn, ours *contestant) string {
	var text strings.Builder
	fmt.Fprintf(&text, "| what | %s | %s | ratio |\n|---|---|---|---|\n", builtIn.name, ours.name)
	times := func(what string, part float64, of func(*contestant) []time.Duration, unit time.Duration, name string) {
		a, b := float64(quantile(of(builtIn), part)), float64(quantile(of(ours), part))
		fmt.Fprintf(&text, "| %s | %.0f %s | %.0f %s | x%.2f |\n", what, a/float64(unit), name, b/float64(unit), name, b/a)
	}
	attestations := func(c *contestant) []time.Duration { return c.attestations }
	fetches := func(c *contestant) []time.Duration { return c.fetches }
	times("attestation, p50", 0.5, attestations, time.Microsecond, "us")
	times("attestation, p99", 0.99, attestations, time.Microsecond, "us")
	times("fetch of an SVID, p50", 0.5, fetches, time.Microsecond, "us")
	times("fetch of an SVID, p99", 0.99, fetches, time.Microsecond, "us")
	times("start of the agent until it is ready", 0.5, func(c *contestant) []time.Duration { return c.starts }, time.Millisecond, "ms")

	a, b, plugin := quantile(builtIn.agentMemory, 0.5), quantile(ours.agentMemory, 0.5), quantile(ours.pluginMemory, 0.5)
	fmt.Fprintf(&text, "| memory of the agent (RSS) | %d MiB | %d MiB | x%.2f |\n", a>>10, b>>10, float64(b)/float64(a))
	fmt.Fprintf(&text, "| memory of the plugin (RSS) | | %d MiB | |\n", plugin>>10)
	fmt.Fprintf(&text, "| both together | %d MiB | %d MiB | x%.2f |\n", a>>10, (b+plugin)>>10, float64(b+plugin)/float64(a))
	fmt.Fprintf(&text, "\n%d starts of each, %d and %d attestations\n", len(ours.starts), len(builtIn.attestations), len(ours.attestations))
	return text.String()
}
