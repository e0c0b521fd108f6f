package brokers

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"attestor.invalid/ci/plugin-host/host"
)

// BenchmarkProcess calls one after another, in turns, so that a busy machine is busy for all of them: for the agent itself, for a
// broker without a review, and with one by the API server. It reports the medians in microseconds.
func BenchmarkProcess(b *testing.B) {
	c := newCluster(b)
	reference := host.PIDReference(await(b, fmt.Sprintf("/bin/sleep %d", sleep)))
	type way struct {
		name, broker string
		plugin       *host.Plugin
		times        []time.Duration
	}
	ways := []*way{
		{name: "agent", plugin: c.plugin("permissive", "agent_node")},
		{name: "permissive", broker: broker, plugin: c.plugin("permissive", "agent_node")},
		{name: "enforced", broker: broker, plugin: c.plugin("enforced", "agent_node")},
	}
	round := func() {
		for _, w := range ways {
			began := time.Now()
			if _, err := ask(b, w.plugin, w.broker, reference); err != nil {
				b.Fatal(err)
			}
			w.times = append(w.times, time.Since(began))
		}
	}
	for range 3000 {
		round()
	}
	for _, w := range ways {
		w.times = nil
	}
	for b.Loop() {
		round()
	}
	for _, w := range ways {
		slices.Sort(w.times)
		b.ReportMetric(float64(w.times[len(w.times)/2].Microseconds()), w.name+"-us")
		b.ReportMetric(float64(w.times[len(w.times)*99/100].Microseconds()), w.name+"-p99-us")
	}
}
