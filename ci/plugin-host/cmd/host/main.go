// Command host launches a workload attestor plugin as a SPIRE agent does, configures it, attests
// processes and pods, also for a broker, and prints one JSON document. The plugin's log goes to stderr.
//
//	host -config k8s.hcl -pids 4242,4243 -- /opt/attestor/bin/attestor-k8s
//
// The exit status is 1 if a call failed.
package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"

	"attestor.invalid/ci/plugin-host/host"
	"attestor.invalid/ci/plugin-host/internal/proc"
)

type options struct {
	config, trustDomain, pids, pods, broker, checksum, logLevel string
	validate, reference                                         bool
	timeout                                                     time.Duration
}

type report struct {
	StartupMillis float64      `json:"startup_ms"`
	Services      []string     `json:"services"`
	Validation    *validation  `json:"validation,omitempty"`
	Attested      []attested   `json:"attested,omitempty"`
	Memory        *proc.Status `json:"memory,omitempty"`
}

type validation struct {
	Valid bool     `json:"valid"`
	Notes []string `json:"notes"`
}

type attested struct {
	PID       int32    `json:"pid,omitempty"`
	Pod       string   `json:"pod,omitempty"`
	Millis    float64  `json:"ms"`
	Selectors []string `json:"selectors"`
	Error     string   `json:"error,omitempty"`
}

func main() {
	var o options
	flag.StringVar(&o.config, "config", "", "file with the plugin_data; none: an empty one")
	flag.StringVar(&o.trustDomain, "trust-domain", "example.org", "trust domain of the agent")
	flag.StringVar(&o.pids, "pids", "", "processes to attest, separated by commas")
	flag.StringVar(&o.pods, "pods", "", "pods to attest, each as NAMESPACE/NAME, separated by commas")
	flag.StringVar(&o.broker, "broker", "", "SPIFFE ID of the broker that asks, with references; none: the agent asks")
	flag.StringVar(&o.checksum, "checksum", "", "SHA-256 that the plugin's program must have, in hex")
	flag.StringVar(&o.logLevel, "log", "info", "lowest level of the log entries that are shown")
	flag.BoolVar(&o.validate, "validate", false, "call Validate only")
	flag.BoolVar(&o.reference, "reference", false, "attest with AttestReference and PID references")
	flag.DurationVar(&o.timeout, "timeout", time.Minute, "limit for each call")
	flag.Parse()
	if err := o.run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "host: error:", err)
		os.Exit(1)
	}
}

func (o options) run(command []string) error {
	launch := host.Options{
		Command: command,
		Logger:  hclog.New(&hclog.LoggerOptions{Output: os.Stderr, Level: hclog.LevelFromString(o.logLevel)}),
	}
	var hcl []byte
	var err error
	if o.config != "" {
		if hcl, err = os.ReadFile(o.config); err != nil {
			return err
		}
	}
	if o.checksum != "" {
		if launch.Checksum, err = hex.DecodeString(o.checksum); err != nil {
			return fmt.Errorf("checksum: %w", err)
		}
	}
	plugin, err := host.Launch(launch)
	if err != nil {
		return err
	}
	defer plugin.Close()
	report := report{StartupMillis: millis(plugin.Startup), Services: plugin.Services}
	if o.validate {
		err = o.callValidate(plugin, string(hcl), &report)
	} else {
		err = o.callAttest(plugin, string(hcl), &report)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	return errors.Join(err, encoder.Encode(report))
}

func (o options) callValidate(plugin *host.Plugin, hcl string, report *report) error {
	ctx, cancel := context.WithTimeout(context.Background(), o.timeout)
	defer cancel()
	valid, notes, err := plugin.Validate(ctx, o.trustDomain, hcl)
	if err != nil {
		return fmt.Errorf("validate: %w", err)
	}
	report.Validation = &validation{valid, notes}
	return nil
}

func (o options) callAttest(plugin *host.Plugin, hcl string, report *report) error {
	ctx, cancel := context.WithTimeout(context.Background(), o.timeout)
	defer cancel()
	if err := plugin.Configure(ctx, o.trustDomain, hcl); err != nil {
		return fmt.Errorf("configure: %w", err)
	}
	for _, word := range words(o.pids) {
		pid, err := strconv.ParseInt(word, 10, 32)
		if err != nil {
			return fmt.Errorf("-pids: %w", err)
		}
		report.Attested = append(report.Attested, o.attest(plugin, attested{PID: int32(pid)}))
	}
	for _, word := range words(o.pods) {
		report.Attested = append(report.Attested, o.attest(plugin, attested{Pod: word}))
	}
	if memory, err := proc.TreeStatus(plugin.PID()); err == nil {
		report.Memory = &memory
	}
	for _, one := range report.Attested {
		if one.Error != "" {
			return errors.New("not everything could be attested")
		}
	}
	return nil
}

func words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}

// attest completes what says only what to attest.
func (o options) attest(plugin *host.Plugin, one attested) attested {
	ctx, cancel := context.WithTimeout(context.Background(), o.timeout)
	defer cancel()
	if o.broker != "" {
		ctx = host.WithBroker(ctx, o.broker)
	}
	began := time.Now()
	var err error
	switch namespace, name, _ := strings.Cut(one.Pod, "/"); {
	case one.Pod != "":
		one.Selectors, err = plugin.AttestReference(ctx, host.PodReference(namespace, name))
	case o.reference || o.broker != "":
		one.Selectors, err = plugin.AttestReference(ctx, host.PIDReference(one.PID))
	default:
		one.Selectors, err = plugin.Attest(ctx, one.PID)
	}
	one.Millis = millis(time.Since(began))
	if err != nil {
		one.Error = err.Error()
	}
	return one
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
