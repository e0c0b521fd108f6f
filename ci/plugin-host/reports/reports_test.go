// Package reports tests what Attestor's k8s plugin tells its host's metrics service, and that it never waits for it. The
// environment names the plugin as for the acceptance tests: ci/plugin-tests sets it.
package reports

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"attestor.invalid/ci/plugin-host/host"
)

const (
	callLimit = time.Minute
	// Longer than the plugin waits between two reports.
	reportLimit = 30 * time.Second
	attests     = 300
)

// launch starts the plugin with its configuration, and returns a process to attest.
func launch(t *testing.T, options host.Options) (*host.Plugin, int32) {
	t.Helper()
	options.Command = strings.Fields(os.Getenv("ATTESTOR_PLUGIN"))
	first, _, _ := strings.Cut(os.Getenv("ATTESTOR_PLUGIN_PIDS"), ",")
	number, _, _ := strings.Cut(first, "=")
	if len(options.Command) == 0 || number == "" {
		t.Skip("needs the packaged plugin and a process in a pod: ATTESTOR_PLUGIN, ATTESTOR_PLUGIN_CONFIG and ATTESTOR_PLUGIN_PIDS; ci/plugin-tests sets them")
	}
	pid, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	config, err := os.ReadFile(os.Getenv("ATTESTOR_PLUGIN_CONFIG"))
	if err != nil {
		t.Fatal(err)
	}
	plugin, err := host.Launch(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(plugin.Close)
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	if err := plugin.Configure(ctx, "example.org", string(config)); err != nil {
		t.Fatal(err)
	}
	return plugin, int32(pid)
}

func attest(t *testing.T, plugin *host.Plugin, pid int32, times int) {
	t.Helper()
	for range times {
		ctx, cancel := context.WithTimeout(context.Background(), callLimit)
		_, err := plugin.Attest(ctx, pid)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestReportsEveryAttestation(t *testing.T) {
	plugin, pid := launch(t, host.Options{})
	attest(t, plugin, pid, attests)
	attest(t, plugin, int32(os.Getpid()), 1)
	want := []string{
		"IncrCounter attestor.attestation{result=in_pod}",
		"IncrCounter attestor.attestation{result=not_in_pod}",
		"IncrCounter attestor.kubelet_request{result=ok}",
		"IncrCounter attestor.samples_dropped",
		"AddSample attestor.attestation.elapsed_time",
		"AddSample attestor.kubelet_request.elapsed_time",
	}
	var found map[string]float32
	for end := time.Now().Add(reportLimit); ; time.Sleep(100 * time.Millisecond) {
		found = plugin.MetricSums()
		missing := slices.DeleteFunc(slices.Clone(want), func(name string) bool { return found[name] > 0 })
		// Each attestation is one sample, told or counted as dropped.
		samples := found[want[4]] + found[want[5]] + found[want[3]]
		if len(missing) == 0 && found[want[0]] == attests && found[want[1]] == 1 && samples > attests {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("not all was reported within %v: missing %q, got %v", reportLimit, missing, found)
		}
	}
	for name := range found {
		if !slices.Contains(want, name) {
			t.Errorf("unexpected metric %q", name)
		}
	}
}

func TestNeverWaitsForMetrics(t *testing.T) {
	held := make(chan struct{})
	began := make(chan struct{}, 1000)
	plugin, pid := launch(t, host.Options{Metrics: func(host.Metric) error {
		began <- struct{}{}
		<-held
		return nil
	}})
	t.Cleanup(func() { close(held) })
	attest(t, plugin, pid, 1)
	select {
	case <-began:
	case <-time.After(reportLimit):
		t.Fatal("nothing was reported")
	}
	start := time.Now()
	attest(t, plugin, pid, attests)
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("%d attestations took %v while the host held a report", attests, took)
	}
}

func TestGoesOnIfTheHostFails(t *testing.T) {
	failures := 2
	plugin, pid := launch(t, host.Options{Metrics: func(host.Metric) error {
		if failures > 0 {
			failures--
			return status.Error(codes.Unavailable, "not now")
		}
		return nil
	}})
	attest(t, plugin, pid, attests)
	for end := time.Now().Add(reportLimit); ; time.Sleep(100 * time.Millisecond) {
		if plugin.MetricSums()["IncrCounter attestor.attestation{result=in_pod}"] == attests {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("not reported within %v, got %v", reportLimit, plugin.MetricSums())
		}
	}
}

func TestWorksWithoutMetrics(t *testing.T) {
	plugin, pid := launch(t, host.Options{WithoutMetrics: true})
	attest(t, plugin, pid, attests)
}
