package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// steady is what one contestant gave in a steady stream of questions.
type steady struct {
	contestant *contestant
	answers    int
	requests   int
	taken      []time.Duration
}

// podRequests is the kubelet's own count of requests for pods on its secure port.
var podRequests = regexp.MustCompile(`(?m)^kubelet_http_requests_total\{.*path="pods",server_type="readwrite"\} (\d+)$`)

// paceCalls lets each plugin answer a caller who asks at a steady pace, and counts what it asks the kubelet over HTTPS
// meanwhile. Nobody else may ask that kubelet.
func (o *options) paceCalls(contestants []*contestant) error {
	var all []steady
	for _, c := range contestants {
		if err := c.load(); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		if err := c.attest(o.pids[0]); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		one, err := c.pace()
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		all = append(all, one)
		c.stop()
		c.plugin = nil
	}
	fmt.Print(paceTable(contestants, all))
	return nil
}

func (c *contestant) pace() (steady, error) {
	one := steady{contestant: c}
	before, err := c.options.countRequests()
	if err != nil {
		return one, err
	}
	ticker := time.NewTicker(c.options.pace)
	defer ticker.Stop()
	for end := time.Now().Add(c.options.paceFor); time.Now().Before(end); <-ticker.C {
		began := time.Now()
		if err := c.attest(c.options.pids[one.answers%len(c.options.pids)]); err != nil {
			return one, err
		}
		one.answers++
		one.taken = append(one.taken, time.Since(began))
	}
	after, err := c.options.countRequests()
	one.requests = after - before
	return one, err
}

func (o *options) countRequests() (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, o.metrics, nil)
	if err != nil {
		return 0, err
	}
	// The kubelet is on this host; a proxy is none of its business.
	client := &http.Client{Transport: &http.Transport{Proxy: nil}}
	answer, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("metrics at %s: %s, %w", o.metrics, answer.Status, err)
	}
	found := podRequests.FindSubmatch(text)
	if found == nil {
		fmt.Fprintf(os.Stderr, "bench: the kubelet has not been asked for pods over HTTPS yet\n")
		return 0, nil
	}
	return strconv.Atoi(string(found[1]))
}

func paceTable(contestants []*contestant, all []steady) string {
	var out strings.Builder
	header(&out, contestants)
	line := func(name string, text func(steady) string) {
		fmt.Fprintf(&out, "| %s |", name)
		for _, one := range all {
			fmt.Fprintf(&out, " %s |", text(one))
		}
		out.WriteByte('\n')
	}
	line("answers", func(one steady) string { return strconv.Itoa(one.answers) })
	line("requests to the kubelet for pods, over HTTPS", func(one steady) string { return strconv.Itoa(one.requests) })
	line("answer, median", func(one steady) string { return fmt.Sprintf("%.1f ms", millis(quantile(one.taken, 0.5))) })
	line("answer, worst", func(one steady) string { return fmt.Sprintf("%.1f ms", millis(quantile(one.taken, 1))) })
	return out.String()
}
