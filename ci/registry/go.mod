module attestor.invalid/ci/registry

go 1.25.0
