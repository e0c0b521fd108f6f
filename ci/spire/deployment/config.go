package deployment

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"text/template"
)

// The configurations are templates in HCL and in JSON, which say the same.
//
//go:embed config
var configs embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"q":        quote,
	"checksum": checksum,
}).ParseFS(configs, "config/*"))

// quote writes a string, or a list of them, as both HCL and JSON take it.
func quote(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}

func checksum(file string) (string, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), nil
}

// write fills in a template, such as "agent.hcl", and returns the file.
func write(folder, name string, values any) (string, error) {
	var text bytes.Buffer
	if err := templates.ExecuteTemplate(&text, name, values); err != nil {
		return "", err
	}
	file := filepath.Join(folder, name)
	return file, os.WriteFile(file, text.Bytes(), 0o600)
}
