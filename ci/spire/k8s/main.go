// Command k8s is SPIRE's own k8s workload attestor, served as an external plugin so that ci/bench can measure
// it beside ours. In a SPIRE agent it is built in, so calls to it do not cross a socket.
package main

import (
	"github.com/spiffe/spire-plugin-sdk/pluginmain"
	workloadattestorv1 "github.com/spiffe/spire-plugin-sdk/proto/spire/plugin/agent/workloadattestor/v1"
	configv1 "github.com/spiffe/spire-plugin-sdk/proto/spire/service/common/config/v1"
	"github.com/spiffe/spire/pkg/agent/plugin/workloadattestor/k8s"
)

func main() {
	plugin := k8s.New()
	pluginmain.Serve(
		workloadattestorv1.WorkloadAttestorPluginServer(plugin),
		configv1.ConfigServiceServer(plugin),
	)
}
