// The first process of every pod: holds the pod's namespaces open until told to end. In pods that
// share one process namespace it is process 1, so it also lets orphans of other containers go.
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
