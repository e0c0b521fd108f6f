"""pod_of.py POD RESTART-POLICY: the template of the DaemonSet on stdin as a pod of node1."""

import json
import sys


def main():
    name, restart = sys.argv[1:]
    daemon_set = json.load(sys.stdin)
    template = daemon_set["spec"]["template"]
    spec = template["spec"]
    # What the DaemonSet controller and the scheduler would add.
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
