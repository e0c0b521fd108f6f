"kubelet_read_only_port" = 10255

"use_anonymous_authentication" = false
