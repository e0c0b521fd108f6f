"""pod_of.py POD RESTART-POLICY: reads a DaemonSet from stdin, and prints a pod of it for node1."""

import json
import sys


def main():
    name, restart = sys.argv[1:]
    daemon_set = json.load(sys.stdin)
    template = daemon_set["spec"]["template"]
    spec = template["spec"]
    # The DaemonSet controller and the scheduler would add these.
    spec["nodeName"] = "node1"
    spec["restartPolicy"] = restart
    for container in spec.get("initContainers", []) + spec["containers"]:
        container["imagePullPolicy"] = "Never"
    json.dump(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": name,
                "namespace": daemon_set["metadata"]["namespace"],
                "labels": template["metadata"]["labels"],
            },
            "spec": spec,
        },
        sys.stdout,
    )


main()
