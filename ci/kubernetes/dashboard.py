"""dashboard.py PROMETHEUS DASHBOARD RULES: checks the dashboard and the alerts against a Prometheus that scrapes an agent.

Each query of the dashboard must return numbers, each metric that an alert names must exist, and Prometheus must have evaluated
each alert. Asks again until then, for at most two minutes.
"""

import json
import math
import re
import sys
import time
import urllib.parse
import urllib.request

LIMIT_SECONDS = 120
VARIABLES = {"$__rate_interval": "20s", "$instance": ".*"}


def main():
    prometheus, dashboard, rules = sys.argv[1:]
    with open(dashboard, encoding="utf-8") as file:
        queries = queries_of(json.load(file))
    with open(rules, encoding="utf-8") as file:
        text = file.read()
    for name in sorted(set(re.findall(r"attestor_\w+", text))):
        # A text may name a histogram, which is stored under names with suffixes.
        queries[f"the metric {name} of the alerts"] = f'count({{__name__=~"{name}(_count)?"}})'
    alerts = set(re.findall(r"alert: (\w+)", text))
    end = time.monotonic() + LIMIT_SECONDS
    left = dict(queries)
    while left or alerts:
        left = {title: query for title, query in left.items() if not has_numbers(prometheus, query)}
        alerts -= evaluated(prometheus)
        if (left or alerts) and time.monotonic() > end:
            problems = [f"no data for {title}: {query}" for title, query in left.items()]
            problems += [f"the alert {name} has not been evaluated" for name in sorted(alerts)]
            sys.exit("\n".join(problems))
        time.sleep(1)
    print(f"{len(queries)} queries return data")


def queries_of(dashboard):
    """Returns the queries by title. Checks what Grafana would not show or mix up."""
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels), "two panels have the same id"
    taken = set()
    queries = {}
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, f"{panel['title']} is too wide"
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, f"{panel['title']} covers another panel"
        taken |= cells
        assert panel["targets"], f"{panel['title']} has no query"
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == "${datasource}", f"{panel['title']} has a fixed data source"
            query = target["expr"]
            for variable, value in VARIABLES.items():
                query = query.replace(variable, value)
            assert "$" not in query, f"{panel['title']} has an unknown variable: {query}"
            queries[f"{panel['title']} {target['refId']}"] = query
    return queries


def has_numbers(prometheus, query):
    result = get(prometheus, "query", query=query)["result"]
    return bool(result) and all(math.isfinite(float(series["value"][1])) for series in result)


def evaluated(prometheus):
    rules = [rule for group in get(prometheus, "rules")["groups"] for rule in group["rules"]]
    failed = [rule["name"] + ": " + rule["lastError"] for rule in rules if rule["health"] == "err"]
    if failed:
        sys.exit("\n".join(failed))
    return {rule["name"] for rule in rules if rule["health"] == "ok"}


def get(prometheus, path, **parameters):
    url = f"{prometheus}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=10) as response:
            return json.load(response)["data"]
    except urllib.error.HTTPError as error:
        sys.exit(f"Prometheus answers {error.code} to {url}: {error.read().decode()}")


main()
