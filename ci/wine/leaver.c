// Opens a pipe, duplicates its handle into another process, and exits: leaver PIPE PID [accepted].
//
// The exit status is the handle's value in the other process; on failure, the highest bit is set. With "accepted", it waits
// until the server has accepted it, and connects again if asked to (empty SETTINGS, then GOAWAY). It leaves everything that
// the server sends in the pipe.
#include <stdlib.h>
#include <windows.h>

// GENERIC_READ and GENERIC_WRITE for a pipe (winnt.h), without FILE_CREATE_PIPE_INSTANCE.
#define READ_AND_WRITE 0x0012019B
#define PROBLEM 0x80000000

// RFC 9113, 4.1: a frame's length is in its bytes 0 to 2, its type in byte 3.
#define FRAME_HEADER 9
#define GOAWAY 7

static HANDLE connect_to(const char *name) {
  for (;;) {
    HANDLE pipe = CreateFileA(name, READ_AND_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (pipe != INVALID_HANDLE_VALUE) return pipe;
    if (GetLastError() != ERROR_PIPE_BUSY || !WaitNamedPipeA(name, 20000)) ExitProcess(PROBLEM | GetLastError());
  }
}

static BOOL is_let_in(HANDLE pipe) {
  BYTE said[FRAME_HEADER + 4];
  for (;;) {
    DWORD count = 0;
    if (!PeekNamedPipe(pipe, said, sizeof said, &count, NULL, NULL)) ExitProcess(PROBLEM | GetLastError());
    if (count == sizeof said) return said[2] != 0 || said[FRAME_HEADER + 3] != GOAWAY;
    Sleep(1);
  }
}

int main(int count, char **arguments) {
  if (count < 3) return PROBLEM | ERROR_BAD_ARGUMENTS;
  HANDLE reader = OpenProcess(PROCESS_DUP_HANDLE, FALSE, (DWORD)atoi(arguments[2]));
  if (!reader) return PROBLEM | GetLastError();

  HANDLE pipe = connect_to(arguments[1]);
  while (count > 3 && !is_let_in(pipe)) {
    CloseHandle(pipe);
    Sleep(10);
    pipe = connect_to(arguments[1]);
  }

  HANDLE left;
  if (!DuplicateHandle(GetCurrentProcess(), pipe, reader, &left, 0, FALSE, DUPLICATE_SAME_ACCESS))
    return PROBLEM | GetLastError();
  return (int)(LONG_PTR)left;
}
