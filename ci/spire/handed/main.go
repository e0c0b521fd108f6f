// Command handed prints the plugin_data that SPIRE hands to a plugin whose configuration is written in JSON. SPIRE parses the
// JSON and prints it as HCL, nested objects as labels. Reads plugin_data, as JSON, from stdin.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	data, err := io.ReadAll(os.Stdin)
	if err == nil {
		var text string
		if text, err = handed(string(data)); err == nil {
			fmt.Println(text)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "handed:", err)
		os.Exit(1)
	}
}
