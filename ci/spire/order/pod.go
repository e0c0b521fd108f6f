package order

import (
	"encoding/json"
	"net"
	"path/filepath"
)

// Object is a JSON object.
type Object = map[string]any

// Pod is a pod whose container "main" runs what it is told through Socket. The image may be without any program. The
// folder's "bin", with the program pod, is /opt/spire in it, and its "run" is /run/spire.
func Pod(folder, namespace, name, image string) Object {
	return Object{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": Object{"name": name, "namespace": namespace, "labels": Object{"app": name, "tier": "front"}},
		"spec": Object{
			"nodeName": "node1", "hostNetwork": true, "terminationGracePeriodSeconds": 1, "restartPolicy": "Never",
			"serviceAccountName": "workload", "automountServiceAccountToken": false,
			"volumes": []Object{
				{"name": "bin", "hostPath": Object{"path": filepath.Join(folder, "bin")}},
				{"name": "run", "hostPath": Object{"path": filepath.Join(folder, "run")}},
			},
			"containers": []Object{
				Container("main", image, "/opt/spire/pod", "obey", "/run/spire/obey/"+name+".sock"),
			},
		},
	}
}

// Container is another container for such a pod.
func Container(name, image string, command ...string) Object {
	return Object{
		"name": name, "image": image, "imagePullPolicy": "IfNotPresent", "command": command,
		"volumeMounts": []Object{{"name": "bin", "mountPath": "/opt/spire"}, {"name": "run", "mountPath": "/run/spire"}},
	}
}

// Send has a command run in the pod. It fails if the pod does not listen.
func Send(folder, pod string, args ...string) (Result, error) {
	var result Result
	connection, err := net.Dial("unix", filepath.Join(folder, "run/obey", pod+".sock"))
	if err != nil {
		return result, err
	}
	defer connection.Close()
	if err := json.NewEncoder(connection).Encode(Command{Args: args}); err != nil {
		return result, err
	}
	return result, json.NewDecoder(connection).Decode(&result)
}
