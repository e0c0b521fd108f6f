package live

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	delegated "github.com/spiffe/spire-api-sdk/proto/spire/api/agent/delegatedidentity/v1"

	"attestor.invalid/ci/spire/deployment"
)

// One entry for each, of which every pod fits some and none fits all.
var compared = []string{
	"k8s:ns:default", "k8s:ns:production", "k8s:sa:web", "k8s:container-name:main", "k8s:container-image:" + busybox,
	"k8s:pod-name:guaranteed", "k8s:pod-image-count:2", "k8s:pod-init-image-count:0", "k8s:node-name:node1",
}

// An agent with the built-in attestor and one with ours are asked about every process in a pod of the cluster, and give the
// same selectors and the same SVIDs.
func answersLikeTheBuiltIn(n *node, ours *deployment.Agent) {
	builtIn := n.agent("built-in", "hcl")
	builtIn.BuiltIn = true
	n.start(builtIn)

	executable, err := os.Executable()
	n.must(err)
	entries := []deployment.Entry{{ID: domain + "delegate", Selectors: []deployment.Selector{
		{Type: "unix", Value: "uid:0"}, {Type: "unix", Value: "path:" + executable},
	}}}
	pods := n.podProcesses()
	if len(pods) < 15 {
		n.Fatalf("%d processes in pods, expected those of ci/cluster/manifests", len(pods))
	}
	for i, selector := range compared {
		one := deployment.ParseSelector(selector)
		entries = append(entries, deployment.Entry{ID: fmt.Sprintf("%scompared/%d", domain, i), Selectors: []deployment.Selector{one}})
	}
	n.register(entries...)
	for _, entry := range entries {
		n.knows(ours, entry.ID)
		n.knows(builtIn, entry.ID)
	}

	type answer struct {
		selectors, ids []string
		err            error
	}
	answers := map[*deployment.Agent][]answer{ours: make([]answer, len(pods)), builtIn: make([]answer, len(pods))}
	var asking sync.WaitGroup
	for agent, all := range answers {
		client := n.delegate(agent)
		for i, pod := range pods {
			asking.Go(func() {
				all[i].ids, all[i].err = identities(client, pod.pid)
				all[i].selectors, _ = agent.Attested(pod.pid, "k8s")
			})
		}
	}
	asking.Wait()
	equal, given := 0, 0
	for i, pod := range pods {
		own, theirs := answers[ours][i], answers[builtIn][i]
		if n.commandLine(pod.pid) != pod.commandLine {
			n.Logf("process %d (%s) has ended meanwhile", pod.pid, pod.commandLine)
			continue
		}
		if own.err != nil || theirs.err != nil || own.selectors == nil || theirs.selectors == nil {
			n.Errorf("process %d (%s): ours %v, built-in %v", pod.pid, pod.commandLine, own.err, theirs.err)
		}
		if !slices.Equal(own.selectors, theirs.selectors) || !slices.Equal(own.ids, theirs.ids) {
			n.Errorf("process %d (%s):\n    ours %q\n         %q\nbuilt-in %q\n         %q",
				pod.pid, pod.commandLine, own.selectors, own.ids, theirs.selectors, theirs.ids)
			continue
		}
		equal++
		given += len(own.ids)
	}
	n.Logf("%d processes in pods got the same selectors and the same %d SVIDs from both", equal, given)
	if least := 4 * 15; given < least {
		n.Errorf("only %d SVIDs, expected at least %d: little was compared", given, least)
	}
}

type podProcess struct {
	pid         int
	commandLine string
}

// podProcesses lists the processes in all pods, without those that hold the pods' namespaces, which are no containers of
// Kubernetes, and without containers that are just being made.
func (n *node) podProcesses() []podProcess {
	n.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cgroup")
	n.must(err)
	var found []podProcess
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(text), "kubepods") {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		n.must(err)
		if commandLine := n.commandLine(pid); commandLine != "" && commandLine != "/pause" && commandLine != "runc init" {
			found = append(found, podProcess{pid, commandLine})
		}
	}
	return found
}

func (n *node) commandLine(pid int) string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return strings.ReplaceAll(strings.TrimRight(string(text), "\x00"), "\x00", " ")
}

// delegate is a client that may ask the agent about other processes.
func (n *node) delegate(agent *deployment.Agent) delegated.DelegatedIdentityClient {
	n.Helper()
	connection, err := grpc.NewClient("unix:"+agent.AdminSocket(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	n.must(err)
	n.Cleanup(func() { _ = connection.Close() })
	return delegated.NewDelegatedIdentityClient(connection)
}

// identities asks which SVIDs a process would get.
func identities(client delegated.DelegatedIdentityClient, pid int) ([]string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	stream, err := client.SubscribeToX509SVIDs(ctx, &delegated.SubscribeToX509SVIDsRequest{Pid: int32(pid)})
	if err != nil {
		return nil, err
	}
	answer, err := stream.Recv()
	if err != nil {
		return nil, err
	}
	var all []string
	for _, svid := range answer.X509Svids {
		all = append(all, "spiffe://"+svid.X509Svid.Id.TrustDomain+svid.X509Svid.Id.Path)
	}
	slices.Sort(all)
	return all, nil
}
