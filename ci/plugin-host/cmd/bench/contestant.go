package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"attestor.invalid/ci/plugin-host/host"
	"attestor.invalid/ci/plugin-host/internal/proc"
)

const callLimit = time.Minute

// contestant is one plugin with all that was measured of it.
type contestant struct {
	entry
	options *options
	plugin  *host.Plugin

	starts     []time.Duration
	idle       proc.Status
	single     []burst
	many       []burst
	afterwards proc.Status
	failures   int
	failure    error
}

func (c *contestant) launch() (*host.Plugin, error) {
	return host.Launch(host.Options{Command: c.command})
}

func (c *contestant) measureStart() error {
	plugin, err := c.launch()
	if err != nil {
		return err
	}
	c.starts = append(c.starts, plugin.Startup)
	plugin.Close()
	return nil
}

// load starts and configures the plugin for the calls.
func (c *contestant) load() error {
	var err error
	if c.plugin, err = c.launch(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	if err := c.plugin.Configure(ctx, c.options.trustDomain, c.options.config(c.name)); err != nil {
		return fmt.Errorf("configure: %w", err)
	}
	c.idle, err = proc.TreeStatus(c.plugin.PID())
	return err
}

func (c *contestant) stop() {
	if c.plugin != nil {
		c.plugin.Close()
	}
}

func (c *contestant) warmUp() {
	half := c.options.warmUp / 2
	c.call(1, half)
	c.call(c.options.callers, half)
}

func (c *contestant) measureSingle() {
	c.single = append(c.single, c.call(1, c.options.single/time.Duration(c.options.rounds)))
}

// measureMany also looks at the memory while the calls run.
func (c *contestant) measureMany() {
	done := make(chan struct{})
	var memory []int
	var sampler sync.WaitGroup
	sampler.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(100 * time.Millisecond):
				if now, err := proc.TreeStatus(c.plugin.PID()); err == nil {
					memory = append(memory, now.RSS)
				}
			}
		}
	})
	burst := c.call(c.options.callers, c.options.many/time.Duration(c.options.rounds))
	close(done)
	sampler.Wait()
	burst.memory = quantile(memory, 0.5)
	c.many = append(c.many, burst)
	c.afterwards, _ = proc.TreeStatus(c.plugin.PID())
}

// burst is what one round of calls gave; memory in KiB.
type burst struct {
	p50, p99 time.Duration
	rate     float64
	memory   int
}

// call has callers attest for a time, each going through the processes.
func (c *contestant) call(callers int, length time.Duration) burst {
	taken := make([][]time.Duration, callers)
	failures := make([]int, callers)
	failed := make([]error, callers)
	began := time.Now()
	end := began.Add(length)
	var group sync.WaitGroup
	for caller := range callers {
		group.Go(func() {
			for i := caller; time.Now().Before(end); i++ {
				began := time.Now()
				if err := c.attest(c.options.pids[i%len(c.options.pids)]); err != nil {
					failures[caller]++
					failed[caller] = err
				}
				taken[caller] = append(taken[caller], time.Since(began))
			}
		})
	}
	group.Wait()
	took := time.Since(began)
	for caller := range callers {
		c.failures += failures[caller]
		if c.failure == nil {
			c.failure = failed[caller]
		}
	}
	all := slices.Concat(taken...)
	return burst{p50: quantile(all, 0.5), p99: quantile(all, 0.99), rate: float64(len(all)) / took.Seconds()}
}

func (c *contestant) attest(pid int32) error {
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	selectors, err := c.plugin.Attest(ctx, pid)
	if err == nil && len(selectors) == 0 {
		return fmt.Errorf("process %d has no selectors", pid)
	}
	return err
}
