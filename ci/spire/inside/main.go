// Command inside compares the packaged k8s plugin with SPIRE's built-in attestor inside the same SPIRE agent: two agents of one
// server, of which only one runs at a time. A process in a pod fetches its SVID over and over, each time over a new connection.
// How long an attestation took is the agent's own figure, which it sends to a statsd address. Prints a table in Markdown.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

type options struct {
	scripts, cluster, spire, attestor, pod string
	rounds, fetches                        int
	pause                                  time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.scripts, "scripts", "", "folder ci/cluster")
	flag.StringVar(&o.cluster, "cluster", "", "folder of the running cluster")
	flag.StringVar(&o.spire, "spire", "", "folder of spire-server and spire-agent")
	flag.StringVar(&o.attestor, "attestor", "", "folder of the packaged programs")
	flag.StringVar(&o.pod, "pod", "", "folder of the program pod")
	flag.IntVar(&o.rounds, "rounds", 5, "starts of each agent")
	flag.IntVar(&o.fetches, "fetches", 1000, "fetches after each start, half of which are not counted")
	flag.DurationVar(&o.pause, "pause", 5*time.Millisecond, "pause between two fetches")
	flag.Parse()
	if err := o.run(); err != nil {
		fmt.Fprintln(os.Stderr, "inside: error:", err)
		os.Exit(1)
	}
}

func (o *options) run() (err error) {
	b, err := newBench(o)
	if err != nil {
		return err
	}
	defer b.close()
	for round := range o.rounds {
		order := []*contestant{b.builtIn, b.ours}
		if round%2 == 1 {
			order[0], order[1] = order[1], order[0]
		}
		for _, c := range order {
			if err := b.measure(c); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	fmt.Print(table(b.builtIn, b.ours))
	return nil
}
