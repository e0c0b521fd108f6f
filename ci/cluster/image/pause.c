// The first process of every pod. Keeps the namespaces of the pod open until it is signalled. In pods
// that share one process namespace it is process 1, so it also reaps orphans of other containers.
#include <signal.h>
#include <unistd.h>

static void end(int signal) {
  (void)signal;
  _exit(0);
}

int main(void) {
  signal(SIGCHLD, SIG_IGN);
  signal(SIGINT, end);
  signal(SIGTERM, end);
  for (;;) pause();
}
