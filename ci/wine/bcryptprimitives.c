/* The one function of bcryptprimitives.dll that Go programs need to start, for versions of Wine without that library.
   bcryptprimitives.h is not public; the prototype is the one that Go's runtime declares. */
#include <windows.h>

/* RtlGenRandom, ntsecapi.h */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) {
  while (length > 0) {
    ULONG part = length > 1 << 20 ? 1 << 20 : (ULONG)length;
    if (!SystemFunction036(data, part)) return FALSE;
    data += part;
    length -= part;
  }
  return TRUE;
}
