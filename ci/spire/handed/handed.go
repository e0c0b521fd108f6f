package main

import (
	"github.com/hashicorp/hcl"
	"github.com/hashicorp/hcl/hcl/ast"
	"github.com/spiffe/spire/pkg/common/catalog"
)

// handed does with an agent's or a server's configuration what SPIRE does, with SPIRE's code.
func handed(data string) (string, error) {
	var file struct {
		Plugins ast.Node `hcl:"plugins"`
	}
	text := `{"plugins": {"WorkloadAttestor": {"k8s": {"plugin_cmd": "/plugin", "plugin_data": ` + data + `}}}}`
	if err := hcl.Decode(&file, text); err != nil {
		return "", err
	}
	plugins, err := catalog.PluginConfigsFromHCLNode(file.Plugins)
	if err != nil {
		return "", err
	}
	return plugins[0].DataSource.Load()
}
