// Command bench measures workload attestor plugins side by side in one run, through the host that SPIRE
// agents use, and prints a table in Markdown.
//
//	bench -config k8s.hcl -pids 4242,4243 -baseline empty -plugin 'empty=/opt/empty/plugin' -plugin 'attestor=/opt/attestor/bin/attestor-k8s'
//	bench -config k8s.hcl -watch '/bin/sleep 777' -watch-count 20 -plugin 'attestor=/opt/attestor/bin/attestor-k8s'
//	bench -config k8s.hcl -pids 4242 -pace 200ms -plugin 'attestor=/opt/attestor/bin/attestor-k8s'
//
// The plugins take turns in rounds, each round in another order, so that a machine that gets slower or
// faster does so for all of them. Ratios of one run can be compared with those of another; figures cannot.
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

type options struct {
	plugins     []entry
	configs     map[string]string
	pids        []int32
	baseline    string
	trustDomain string
	starts      int
	rounds      int
	warmUp      time.Duration
	single      time.Duration
	many        time.Duration
	callers     int

	watch      string
	watchFor   time.Duration
	watchCount int
	watchTurn  int

	pace    time.Duration
	paceFor time.Duration
	metrics string
}

// entry is one plugin of the run.
type entry struct {
	name    string
	command []string
}

func main() {
	o := options{configs: map[string]string{}}
	flag.Func("plugin", "name=command line; once for each plugin", o.addPlugin)
	flag.Func("config", "file with the plugin_data of all, or name=file for one", o.addConfig)
	flag.Func("pids", "processes to attest, separated by commas", o.addPIDs)
	flag.StringVar(&o.baseline, "baseline", "", "name of the plugin that the others are compared with; default the first")
	flag.StringVar(&o.trustDomain, "trust-domain", "example.org", "trust domain of the agent")
	flag.IntVar(&o.starts, "starts", 15, "starts of each plugin")
	flag.IntVar(&o.rounds, "rounds", 15, "rounds that the measured times are divided into")
	flag.DurationVar(&o.warmUp, "warmup", 10*time.Second, "time of calls that are not counted, for each plugin; also before a watch with -pids")
	flag.DurationVar(&o.single, "single", 30*time.Second, "time of calls by one caller, for each plugin")
	flag.DurationVar(&o.many, "many", 30*time.Second, "time of calls by many callers, for each plugin")
	flag.IntVar(&o.callers, "callers", 32, "how many callers are many")
	flag.StringVar(&o.watch, "watch", "", "instead: attest each new process of this command line as it appears")
	flag.DurationVar(&o.watchFor, "watch-for", 5*time.Minute, "how long to watch at most")
	flag.IntVar(&o.watchCount, "watch-count", 20, "how many processes to watch for")
	flag.IntVar(&o.watchTurn, "watch-turn", 1, "how many processes in a row one plugin gets")
	flag.DurationVar(&o.pace, "pace", 0, "instead: attest once in such a time, and count the requests for pods at the kubelet's secure port")
	flag.DurationVar(&o.paceFor, "pace-for", time.Minute, "how long, for each plugin")
	flag.StringVar(&o.metrics, "kubelet-metrics", "http://127.0.0.1:10255/metrics", "where the kubelet counts them")
	flag.Parse()
	if err := o.run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench: error:", err)
		os.Exit(1)
	}
}

func (o *options) addPlugin(text string) error {
	name, command, _ := strings.Cut(text, "=")
	words := strings.Fields(command)
	if name == "" || len(words) == 0 {
		return fmt.Errorf("expected name=command line")
	}
	for _, other := range o.plugins {
		if other.name == name {
			return fmt.Errorf("there are two plugins %q", name)
		}
	}
	o.plugins = append(o.plugins, entry{name, words})
	return nil
}

func (o *options) addConfig(text string) error {
	name, file, named := strings.Cut(text, "=")
	if !named {
		name, file = "", text
	}
	hcl, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	o.configs[name] = string(hcl)
	return nil
}

func (o *options) addPIDs(text string) error {
	for word := range strings.SplitSeq(text, ",") {
		pid, err := strconv.ParseInt(word, 10, 32)
		if err != nil {
			return err
		}
		o.pids = append(o.pids, int32(pid))
	}
	return nil
}

func (o *options) config(name string) string {
	if hcl, ok := o.configs[name]; ok {
		return hcl
	}
	return o.configs[""]
}

func (o *options) check() error {
	if len(o.plugins) == 0 {
		return fmt.Errorf("no -plugin")
	}
	if o.baseline == "" {
		o.baseline = o.plugins[0].name
	}
	names := map[string]bool{"": true}
	for _, entry := range o.plugins {
		names[entry.name] = true
	}
	if !names[o.baseline] {
		return fmt.Errorf("-baseline is %q, expected the name of a plugin", o.baseline)
	}
	for name := range o.configs {
		if !names[name] {
			return fmt.Errorf("-config is for %q, expected the name of a plugin", name)
		}
	}
	if o.watch == "" && len(o.pids) == 0 {
		return fmt.Errorf("no -pids to attest")
	}
	if o.rounds < 1 || o.starts < 1 || o.callers < 1 || o.watchTurn < 1 {
		return fmt.Errorf("-rounds, -starts, -callers and -watch-turn must be positive")
	}
	return nil
}

func (o *options) run() error {
	if err := o.check(); err != nil {
		return err
	}
	contestants := make([]*contestant, len(o.plugins))
	for i, entry := range o.plugins {
		contestants[i] = &contestant{entry: entry, options: o}
	}
	defer func() {
		for _, c := range contestants {
			c.stop()
		}
	}()
	if o.watch != "" {
		return o.watchProcesses(contestants)
	}
	if o.pace > 0 {
		return o.paceCalls(contestants)
	}
	if err := o.measure(contestants); err != nil {
		return err
	}
	fmt.Print(table(contestants, o))
	for _, c := range contestants {
		if c.failures > 0 {
			return fmt.Errorf("%s: %d calls failed, the first: %w", c.name, c.failures, c.failure)
		}
	}
	return nil
}

// measure lets the plugins take turns.
func (o *options) measure(contestants []*contestant) error {
	for round := range o.starts {
		for _, c := range turn(contestants, round) {
			if err := c.measureStart(); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	for _, c := range contestants {
		if err := c.load(); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		c.warmUp()
	}
	for round := range o.rounds {
		for _, c := range turn(contestants, round) {
			c.measureSingle()
		}
		for _, c := range turn(contestants, round) {
			c.measureMany()
		}
	}
	return nil
}

// turn moves the start of the order by one in each round.
func turn(contestants []*contestant, round int) []*contestant {
	first := round % len(contestants)
	order := append([]*contestant{}, contestants[first:]...)
	return append(order, contestants[:first]...)
}
