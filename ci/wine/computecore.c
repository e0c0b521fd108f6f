/* A stand-in for computecore.dll, which Wine lacks, with the interface of its public header. Knows one query and two
   containers. With -DDENIED it denies access, with -DSLOW it takes two seconds, with -DENDLESS its answer is too long. */
#include <windows.h>
#include <computecore.h>

static LONG open_operations;
static int started;

static const WCHAR query_of_containers[] = L"{\"Types\":[\"Container\"]}";
static const WCHAR two_containers[] = L"[{\"Id\":\"aa\",\"SystemType\":\"Container\"},{\"Id\":\"b\u00fc\u6771\"}]";

__declspec(dllexport) HCS_OPERATION WINAPI HcsCreateOperation(const void *context, HCS_OPERATION_COMPLETION callback) {
  if (context || callback) return NULL;
  InterlockedIncrement(&open_operations);
  return (HCS_OPERATION)&started;
}

__declspec(dllexport) HRESULT WINAPI HcsEnumerateComputeSystems(PCWSTR query, HCS_OPERATION operation) {
#ifdef DENIED
  return (HRESULT)0x8037011B; /* HCS_E_ACCESS_DENIED */
#endif
  if (operation != (HCS_OPERATION)&started || lstrcmpW(query, query_of_containers)) return E_INVALIDARG;
  started = 1;
  return S_OK;
}

__declspec(dllexport) HRESULT WINAPI HcsWaitForOperationResult(HCS_OPERATION operation, DWORD milliseconds, PWSTR *result) {
  size_t length = ARRAYSIZE(two_containers);
  if (operation != (HCS_OPERATION)&started || !started || milliseconds != INFINITE) return E_INVALIDARG;
#ifdef SLOW
  Sleep(2000);
#endif
#ifdef ENDLESS
  length = (4 << 20) + 2;
#endif
  *result = LocalAlloc(LMEM_ZEROINIT, length * sizeof(WCHAR));
  for (size_t i = 0; i + 1 < length; i++) (*result)[i] = i + 1 < ARRAYSIZE(two_containers) ? two_containers[i] : L' ';
  return S_OK;
}

__declspec(dllexport) void WINAPI HcsCloseOperation(HCS_OPERATION operation) {
  if (operation == (HCS_OPERATION)&started) InterlockedDecrement(&open_operations);
}

/* For the test: how many operations are open. */
__declspec(dllexport) int WINAPI OpenOperations(void) { return open_operations; }
